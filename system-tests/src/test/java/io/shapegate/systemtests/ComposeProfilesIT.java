package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stack with what is there only where asked for: a name of its own, a cache, other servers in the proxies' place. */
@Tag("slow")
class ComposeProfilesIT {
  private static final Path WALKTHROUGH = Path.of("..", "docs", "walkthrough.md");

  private static ComposeStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = ComposeStack.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (stack != null) {
      stack.stop();
    }
  }

  @Test
  void alikeLiveRequestsAreOneForElectricWithTheCache() throws Exception {
    stack.docker().compose("--env-file", ".env.cache", "up", "--wait").succeeded();
    String token = stack.token();
    HttpResponse<String> page = Http.get(stack.url(ComposeStack.ITEMS), token);
    String live = stack.url("/v1/shape?table=items&live=true&handle="
        + page.headers().firstValue("electric-handle").orElseThrow() + "&offset="
        + page.headers().firstValue("electric-offset").orElseThrow());
    HttpResponse<String> next = Http.get(live.replace("&live=true", ""), token);
    String waiting = live.replaceAll("offset=.*", "offset=")
        + next.headers().firstValue("electric-offset").orElseThrow();

    try (KeptRequests requests = new KeptRequests(20, waiting, token)) {
      Await.until("all wait at the cache", Duration.ofSeconds(10), () -> connections(3001) >= 20);
      assertEquals(1, connections(3000));

      stack.sql("INSERT INTO items (value) VALUES ('cached')");

      requests.requireAll(body -> body.contains("cached"));
    }
  }

  /** Established ones that the cache has: with proxies at 3001, with Electric at 3000. */
  private static long connections(int port) throws Exception {
    String hex = String.format(":%04X", port);
    return stack
        .docker()
        .exec("cache", "cat /proc/net/tcp")
        .succeeded()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(parts -> parts[3].equals("01"))
        .filter(parts -> parts[port == 3000 ? 2 : 1].endsWith(hex))
        .count();
  }

  @Test
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

    assertFalse(
        named.compose("config", "--services").succeeded().lines().toList().contains("demo"),
        "the demo would sign strangers in");
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

  @Test
  void caddyWithItsOwnModuleTakesTheTokens() throws Exception {
    Walkthrough.requireTools("bash", "curl");
    buildCaddy();
    stack.docker().compose("--env-file", ".env.caddy", "up", "--wait").succeeded();

    assertPublished("caddy", "8080/tcp", "CADDY_PORT");
    stack.requireAsShown(Walkthrough.of(WALKTHROUGH, "Part 2: Caddy"));
  }

  /** From a program that was built before, or the way the compose file says, which takes modules from afar. */
  private static void buildCaddy() throws Exception {
    String program = System.getenv("SHAPEGATE_CADDY_JWT");
    if (program == null) {
      Docker.Run build =
          stack.docker().compose("--env-file", ".env.caddy", "build", "--quiet", "caddy");
      Assumptions.assumeTrue(
          build.status() == 0,
          () -> "SKIPPED: Caddy with caddy-jwt cannot be built here: " + build.output());
      return;
    }
    Path context = Files.createDirectories(Path.of("target", "caddy-image").toAbsolutePath());
    Files.copy(Path.of(program), context.resolve("caddy"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        context.resolve("Dockerfile"), "FROM caddy:2\nCOPY --chmod=755 caddy /usr/bin/caddy\n");
    String image = "shapegate/caddy";
    stack.docker().run("docker", "build", "-q", "-t", image, context.toString()).succeeded();
  }

  @Test
  void anEdgeFunctionTakesTheTokens() throws Exception {
    Walkthrough.requireTools("bash", "curl");
    stack.docker().compose("--env-file", ".env.edge", "up", "--wait").succeeded();

    assertPublished("edge", "8000/tcp", "EDGE_PORT");
    stack.requireAsShown(Walkthrough.of(WALKTHROUGH, "Part 3: an edge function"));
  }

  /** One port, for this machine alone. */
  private static void assertPublished(String service, String port, String as) throws Exception {
    JsonObject bindings = stack
        .docker()
        .inspect(stack.docker().containers(service).get(0))
        .getJsonObject("HostConfig")
        .getJsonObject("PortBindings");
    JsonObject binding =
        new JsonObject().put("HostIp", "127.0.0.1").put("HostPort", stack.port(as));

    assertEquals(new JsonObject().put(port, new JsonArray().add(binding)), bindings);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }
}
