package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docker-compose.yaml} as it is, in a real engine: one stack, started from nothing, on which the tests stand in order.
 * Where the official image of Electric is not to be had, an image of dev-electric has its name.
 */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {
  private static final String ELECTRIC = "electricsql/electric:1.7.12";
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final List<String> IMAGES =
      List.of("shapegate/gatekeeper", "shapegate/policy", "shapegate/proxy");
  private static final Duration START = Duration.ofSeconds(60);
  private static final int MAX_RESIDENT_KIB = 200 * 1024;
  private static final int TRIES = 5;

  private static int port;
  private static Docker docker = new Docker(Map.of());
  private static Duration start = Duration.ZERO;

  @BeforeAll
  static void start() throws Exception {
    Docker.require();
    port = Ports.free();
    docker = new Docker(Map.of("GATEWAY_PORT", String.valueOf(port)));
    if (docker.run("docker", "image", "inspect", ELECTRIC).status() != 0
        && "true".equals(System.getenv("CI"))) {
      docker
          .run("docker", "build", "--quiet", "--target", "dev-electric", "--tag", ELECTRIC, ".")
          .succeeded();
    }
    docker.compose("build", "--quiet").succeeded();
    long started = System.nanoTime();
    docker.compose("up", "--wait", "--quiet-pull").succeeded();
    start = Duration.ofNanos(System.nanoTime() - started);
    System.out.printf("compose: everything is healthy after %.1f s%n", start.toMillis() / 1000.0);
  }

  @AfterAll
  static void stop() throws Exception {
    if (port != 0) {
      docker.compose("down", "--volumes", "--timeout", "1");
    }
  }

  private static String url(String path) {
    return "http://localhost:" + port + path;
  }

  private static String token() throws Exception {
    return Cluster.tokenFrom(Http.post(url("/gatekeeper/items"), "", ""));
  }

  @Test
  @Order(1)
  void everythingIsHealthyWithinAMinute() {
    assertTrue(start.compareTo(START) < 0, "took " + start);
  }

  @Test
  @Order(2)
  void theWalkthroughOfTheReadmeIsTrueHereToo() throws Exception {
    Walkthrough.requireTools("bash", "curl");
    Map<String, String> users = new HashMap<>();
    Matcher tokens = Pattern.compile("export (\\w+)=(\\S+)")
        .matcher(docker.compose("run", "--rm", "-T", "users").succeeded());
    while (tokens.find()) {
      users.put(tokens.group(1), tokens.group(2));
    }

    assertEquals(3, users.size());
    Walkthrough.of(Path.of("..", "README.md"))
        .requireAsShown(
            users,
            ComposeIT::here,
            printed -> printed.replace("localhost:" + port, "localhost:4000"));
  }

  /** Another way to psql. */
  private static String here(String command) {
    return command
        .replace("localhost:4000", "localhost:" + port)
        .replace(
            "psql -q postgresql://postgres:local@127.0.0.1:54321/postgres",
            "docker compose -p " + Docker.PROJECT
                + " -f ../docker-compose.yaml exec -T postgres psql -q -U postgres");
  }

  @Test
  @Order(3)
  void onlyTheGatewayHasAPortAndOnlyForThisMachine() throws Exception {
    List<String> bindings = new ArrayList<>();
    for (String container : docker.compose("ps", "-a", "-q").succeeded().lines().toList()) {
      JsonObject inspected = docker.inspect(container);
      JsonObject ports =
          inspected.getJsonObject("HostConfig").getJsonObject("PortBindings", new JsonObject());
      ports.forEach(binding -> bindings.add(
          inspected.getString("Name") + " " + binding.getKey() + " " + binding.getValue()));
    }
    assertEquals(
        List.of("/" + Docker.PROJECT
            + "-gateway-1 4000/tcp [{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"" + port + "\"}]"),
        bindings);
  }

  @Test
  @Order(4)
  void electricAnswersNobodyButTheProxies() throws Exception {
    String connects =
        "command -v bash >/dev/null || exit 42; " + "timeout 2 bash -c 'exec 3<>/dev/tcp/%s/3000'";
    List<String> addresses = docker.addresses("electric");

    assertEquals(2, addresses.size());
    int reached = 0;
    for (String address : addresses) {
      for (String service : List.of("gatekeeper", "policy")) {
        int status = docker.exec(service, connects.formatted(address)).status();
        assertTrue(status != 0 && status != 42, service + " reaches " + address);
      }
      assertNotEquals(
          0,
          docker
              .exec(
                  "gateway", "wget -q -T 2 -t 1 -O /dev/null http://" + address + ":3000/v1/health")
              .status(),
          "the gateway reaches " + address);
      reached += docker.exec("proxy", connects.formatted(address)).status() == 0 ? 1 : 0;
    }
    assertEquals(1, reached, "the proxy reaches it on one network");
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(strings = {"gatekeeper", "policy", "proxy"})
  void aServiceReadsItsOwnSecretsAlone(String service) throws Exception {
    String list =
        "cd /run/shapegate; for each in *; do cat $each/* >/dev/null 2>&1 && echo $each; done; true";

    assertEquals(service, docker.exec(service, list).succeeded());
    assertNotEquals(
        0, docker.exec(service, "touch /app/x || touch /run/shapegate/x").status());
    assertNotEquals("0", docker.exec(service, "id -u").succeeded());
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(strings = {"gatekeeper", "policy", "proxy"})
  void aServiceThatIdlesTakesLessThan200Megabytes(String service) throws Exception {
    int resident = docker
        .exec(service, "cat /proc/[0-9]*/status | grep ^VmRSS: | tr -dc '0-9\\n'")
        .succeeded()
        .lines()
        .mapToInt(Integer::parseInt)
        .sum();
    System.out.println("compose: " + service + " has " + resident / 1024 + " MB resident");
    assertTrue(resident > 50_000 && resident < MAX_RESIDENT_KIB, resident + " KiB");
  }

  @Test
  @Order(7)
  void thePolicysAndElectricsRolesMayNotWrite() throws Exception {
    for (String role : List.of("shapegate_policy", "shapegate_electric")) {
      for (String statement : List.of(
          "DELETE FROM items",
          "ALTER TABLE items REPLICA IDENTITY DEFAULT",
          "UPDATE shapegate.rules SET enabled = true",
          "CREATE TABLE public.more ()",
          "DROP PUBLICATION electric_publication_default")) {
        Docker.Run refused = docker.exec(
            "postgres",
            "psql -U postgres -v ON_ERROR_STOP=1 -c 'SET ROLE " + role + "' -c '" + statement
                + "'");
        assertNotEquals(0, refused.status(), role + ": " + statement);
        assertTrue(
            refused.output().contains("permission denied")
                || refused.output().contains("must be owner"),
            refused.output());
      }
    }
  }

  @Test
  @Order(10)
  void threeProxiesShareTheRequests() throws Exception {
    docker.compose("up", "--wait", "--remove-orphans", "--scale", "proxy=3").succeeded();
    String token = token();
    List<String> proxies = docker.containers("proxy");

    Await.until("all three have answered", Duration.ofSeconds(30), () -> {
      assertEquals(200, Http.get(url(ITEMS), token).statusCode());
      return proxies.stream().allMatch(ComposeIT::hasServed);
    });
    assertEquals(3, proxies.size());
  }

  /** As its access log says. */
  private static boolean hasServed(String proxy) {
    try {
      return docker.run("docker", "logs", proxy).output().contains("INFO  proxy: GET 200 ");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(11)
  void aProxyThatIsKilledCostsClientsNoMoreThanARetry() throws Exception {
    String token = token();
    AtomicInteger retries = new AtomicInteger();
    SteadyLoad<Integer> load = new SteadyLoad<>(100, () -> retried(token, retries));
    load.awaitMore(200);

    docker.run("docker", "kill", docker.containers("proxy").get(0)).succeeded();
    load.awaitMore(600);

    List<SteadyLoad.Answer<Integer>> answers = load.end();
    assertEquals(
        List.of(),
        answers.stream()
            .filter(answer -> answer.failure() != null || answer.result() != 200)
            .toList());
    System.out.println("compose: " + answers.size() + " requests, " + retries + " of them retried");
    assertTrue(retries.get() < answers.size() / 10, retries + " retries");
    assertEquals(2, docker.containers("proxy").size());
  }

  /** What Electric's client does: again where there is no answer, or one that says later. */
  private static int retried(String token, AtomicInteger retries) throws Exception {
    for (int i = 1; ; i++) {
      try {
        int status = Http.get(url(ITEMS), token).statusCode();
        if (status < 500 || i == TRIES) {
          return status;
        }
      } catch (java.io.IOException e) {
        if (i == TRIES) {
          throw e;
        }
      }
      retries.incrementAndGet();
    }
  }

  @Test
  @Order(13)
  void withTwoPoliciesOneMayDie() throws Exception {
    docker
        .compose("up", "--wait", "--no-recreate", "--scale", "proxy=2", "--scale", "policy=2")
        .succeeded();

    for (int i = 0; i < 10; i++) {
      assertEquals(200, Http.get(url(ITEMS), token()).statusCode());
    }
    docker.run("docker", "kill", docker.containers("policy").get(0)).succeeded();
    for (int i = 0; i < 10; i++) {
      assertEquals(200, Http.get(url(ITEMS), token()).statusCode());
    }
  }

  @Test
  @Order(12)
  void noSecretIsShownAnywhere() throws Exception {
    List<String> secrets = Stream.of(docker
            .compose(
                "run",
                "--rm",
                "-T",
                "--no-deps",
                "--entrypoint",
                "bash",
                "secrets",
                "-c",
                "cat /run/shapegate/all/*")
            .succeeded()
            .split("\n"))
        .filter(line -> line.length() > 30 && !line.startsWith("-----"))
        .toList();
    List<String> shown = new ArrayList<>();
    for (String container : docker.compose("ps", "-a", "-q").succeeded().lines().toList()) {
      shown.add(docker.inspect(container).encode());
    }
    shown.add(docker.compose("config").succeeded());
    shown.add(docker.compose("logs").succeeded());
    for (String image : IMAGES) {
      shown.add(docker.run("docker", "history", "--no-trunc", image).succeeded());
      shown.add(docker.run("docker", "inspect", image).succeeded());
    }

    assertTrue(secrets.size() >= 7, "all secrets are known: " + secrets.size());
    for (String secret : secrets) {
      assertTrue(shown.stream().noneMatch(text -> text.contains(secret)), "a secret is shown");
    }
  }

  @Test
  @Order(8)
  void alikeLiveRequestsAreOneForElectricWithTheCache() throws Exception {
    docker.compose("--env-file", "compose/cache.env", "up", "--wait").succeeded();
    String token = token();
    HttpResponse<String> page = Http.get(url(ITEMS), token);
    String live = url("/v1/shape?table=items&live=true&handle="
        + page.headers().firstValue("electric-handle").orElseThrow() + "&offset="
        + page.headers().firstValue("electric-offset").orElseThrow());
    HttpResponse<String> next = Http.get(live.replace("&live=true", ""), token);
    String waiting = live.replaceAll("offset=.*", "offset=")
        + next.headers().firstValue("electric-offset").orElseThrow();

    try (KeptRequests requests = new KeptRequests(20, waiting, token)) {
      Await.until("all wait at the cache", Duration.ofSeconds(10), () -> connections(3001) >= 20);
      assertEquals(1, connections(3000));

      docker
          .exec(
              "postgres", "psql -q -U postgres -c \"INSERT INTO items (value) VALUES ('cached')\"")
          .succeeded();

      requests.requireAll(body -> body.contains("cached"));
    }
  }

  /** Established ones that the cache has: with proxies at 3001, with Electric at 3000. */
  private static long connections(int port) throws Exception {
    String hex = String.format(":%04X", port);
    return docker
        .exec("cache", "cat /proc/net/tcp")
        .succeeded()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(parts -> parts[3].equals("01"))
        .filter(parts -> parts[port == 3000 ? 2 : 1].endsWith(hex))
        .count();
  }

  @Test
  @Order(9)
  void aNameForTheSiteMeansHttpsAndARedirect() throws Exception {
    Walkthrough.requireTools("curl");
    int http = Ports.free();
    int https = Ports.free();
    Path ports = Files.writeString(
        Path.of("target", "compose-ports.yaml").toAbsolutePath(),
        "services: { gateway: { ports: !override [\"127.0.0.1:%d:80\", \"127.0.0.1:%d:443\"] } }"
            .formatted(http, https));
    Docker named = new Docker(
        Map.of("SITE_ADDRESS", "shapes.localhost"),
        "-f",
        "docker-compose.yaml",
        "-f",
        "docker-compose.https.yaml",
        "-f",
        ports.toString());

    named.compose("up", "--wait").succeeded();

    Path authority = Files.writeString(
        Path.of("target", "compose-authority.pem").toAbsolutePath(),
        named.exec("gateway", "cat /data/caddy/pki/authorities/local/root.crt").succeeded());
    String[] curl = {
      "curl",
      "-sS",
      "--cacert",
      authority.toString(),
      "--resolve",
      "shapes.localhost:" + http + ":127.0.0.1",
      "--resolve",
      "shapes.localhost:" + https + ":127.0.0.1"
    };
    String granted = named
        .run(with(curl, "-X", "POST", "https://shapes.localhost:" + https + "/gatekeeper/items"))
        .succeeded();
    assertEquals(
        "https://shapes.localhost/proxy/v1/shape", new JsonObject(granted).getString("url"));
    String token = new JsonObject(granted).getJsonObject("headers").getString("Authorization");
    String rows = named
        .run(with(
            curl,
            "-H",
            "Authorization: " + token,
            "https://shapes.localhost:" + https + "/proxy/v1/shape?table=items&offset=-1"))
        .succeeded();
    assertTrue(rows.contains("\"value\":\"one\""), rows);
    assertEquals(
        "308 https://shapes.localhost/gatekeeper/items",
        named
            .run(with(
                curl,
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{redirect_url}",
                "http://shapes.localhost:" + http + "/gatekeeper/items"))
            .succeeded());
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  @Order(14)
  void whatIsStoppedLeavesNothing() throws Exception {
    docker.compose("--profile", "*", "down", "--volumes").succeeded();

    String label = "label=com.docker.compose.project=" + Docker.PROJECT;
    for (String[] list : new String[][] {
      {"docker", "ps", "-a", "-q"},
      {"docker", "volume", "ls", "-q"},
      {"docker", "network", "ls", "-q"}
    }) {
      String left = docker.run(with(list, "--filter", label)).succeeded();
      assertFalse(!left.isEmpty(), String.join(" ", list) + ": " + left);
    }
  }
}
