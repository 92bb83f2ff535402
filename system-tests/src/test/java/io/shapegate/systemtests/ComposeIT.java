package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole stack in containers: what is in it, what it prints, and what it keeps to itself. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {
  private static final List<String> IMAGES =
      List.of("shapegate/gatekeeper", "shapegate/policy", "shapegate/proxy", "shapegate/demo");
  private static final Duration START = Duration.ofSeconds(60);
  private static final int MAX_RESIDENT_KIB = 200 * 1024;

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
  @Order(1)
  void everythingIsHealthyWithinAMinute() throws Exception {
    Duration took = stack.startTime();
    System.out.printf("compose: everything is healthy after %.1f s%n", took.toMillis() / 1000.0);
    for (String image : IMAGES) {
      String size =
          stack.docker().run("docker", "images", "--format", "{{.Size}}", image).succeeded();
      System.out.println("compose: the image " + image + " has " + size);
    }
    assertTrue(took.compareTo(START) < 0, "took " + took);
  }

  @Test
  @Order(2)
  void theReadmesWalkthroughIsTrueHereToo() throws Exception {
    Walkthrough.requireTools("bash", "curl");
    assertEquals(3, stack.users().size());

    stack.requireAsShown(Walkthrough.of(Path.of("..", "README.md")));
    stack.requireAsShown(
        Walkthrough.of(Path.of("..", "docs", "walkthrough.md"), "Part 1: gatekeeper and proxy"));
  }

  @Test
  @Order(2)
  void theDemoPageIsThere() throws Exception {
    HttpResponse<String> page = Http.get(stack.url("/"), "");
    HttpResponse<String> signedIn =
        Http.post(stack.url("/demo/sign-in"), "", "{\"user\":\"alice\"}");
    String alice = new JsonObject(signedIn.body()).getString("token");
    String id = UUID.randomUUID().toString();
    HttpResponse<String> inserted = Http.post(
        stack.url("/demo/rows"),
        "",
        "{\"table\":\"tasks\",\"id\":\"%s\",\"org_id\":1,\"title\":\"demo\"}".formatted(id));

    assertTrue(page.body().contains("<title>Shapegate"), page.body());
    assertEquals(200, Http.get(stack.url(asset(page.body())), "").statusCode());
    assertEquals(200, Http.post(stack.url("/gatekeeper/tasks"), alice, "").statusCode());
    assertEquals(201, inserted.statusCode(), inserted.body());
    assertEquals("1", stack.sql("SELECT org_id FROM tasks WHERE id = '" + id + "'"));
    assertEquals(404, Http.get(stack.url("/health/ready"), "").statusCode());
  }

  private static String asset(String page) {
    Matcher script = Pattern.compile("src=\"(/assets/[^\"]+)\"").matcher(page);
    assertTrue(script.find(), page);
    return script.group(1);
  }

  @Test
  @Order(3)
  void onlyTheGatewayHasAPortAndOnlyForThisMachine() throws Exception {
    List<String> bindings = new ArrayList<>();
    for (String container :
        stack.docker().compose("ps", "-a", "-q").succeeded().lines().toList()) {
      JsonObject inspected = stack.docker().inspect(container);
      JsonObject ports =
          inspected.getJsonObject("HostConfig").getJsonObject("PortBindings", new JsonObject());
      ports.forEach(binding -> bindings.add(
          inspected.getString("Name") + " " + binding.getKey() + " " + binding.getValue()));
    }
    assertEquals(
        List.of("/" + Docker.PROJECT
            + "-gateway-1 4000/tcp [{\"HostIp\":\"127.0.0.1\",\"HostPort\":\""
            + stack.port("GATEWAY_PORT")
            + "\"}]"),
        bindings);
  }

  @Test
  @Order(4)
  void electricAnswersNobodyButTheProxies() throws Exception {
    String connects =
        "command -v bash >/dev/null || exit 42; " + "timeout 2 bash -c 'exec 3<>/dev/tcp/%s/3000'";
    List<String> addresses = stack.docker().addresses("electric");

    assertEquals(2, addresses.size());
    int reached = 0;
    for (String address : addresses) {
      for (String service : List.of("gatekeeper", "policy")) {
        int status = stack.docker().exec(service, connects.formatted(address)).status();
        assertTrue(status != 0 && status != 42, service + " reaches " + address);
      }
      assertNotEquals(
          0,
          stack
              .docker()
              .exec(
                  "gateway", "wget -q -T 2 -t 1 -O /dev/null http://" + address + ":3000/v1/health")
              .status(),
          "the gateway reaches " + address);
      reached += stack.docker().exec("proxy", connects.formatted(address)).status() == 0 ? 1 : 0;
    }
    assertEquals(1, reached, "the proxy reaches it on one network");
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(strings = {"gatekeeper", "policy", "proxy", "demo"})
  void aServiceReadsItsOwnSecretsAlone(String service) throws Exception {
    String list =
        "cd /run/shapegate; for each in *; do cat $each/* >/dev/null 2>&1 && echo $each; done; true";

    assertEquals(service, stack.docker().exec(service, list).succeeded());
    assertNotEquals(
        0,
        stack.docker().exec(service, "touch /app/x || touch /run/shapegate/x").status());
    assertNotEquals("0", stack.docker().exec(service, "id -u").succeeded());
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(strings = {"gatekeeper", "policy", "proxy", "demo"})
  void aServiceThatIdlesTakesLessThan200Megabytes(String service) throws Exception {
    int resident = stack
        .docker()
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
  void rolesMayNotChangeWhatIsNotTheirs() throws Exception {
    for (String role : List.of("shapegate_policy", "shapegate_electric", "shapegate_demo")) {
      for (String statement : List.of(
          "DELETE FROM items",
          "ALTER TABLE items REPLICA IDENTITY DEFAULT",
          "UPDATE shapegate.rules SET enabled = true",
          "CREATE TABLE public.more ()",
          "DROP PUBLICATION electric_publication_default")) {
        Docker.Run refused = stack
            .docker()
            .exec(
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
  @Order(8)
  void noSecretIsShownAnywhere() throws Exception {
    List<String> secrets = stack.secrets();
    List<String> shown = new ArrayList<>();
    for (String container :
        stack.docker().compose("ps", "-a", "-q").succeeded().lines().toList()) {
      shown.add(stack.docker().inspect(container).encode());
    }
    shown.add(stack.docker().compose("config").succeeded());
    shown.add(stack.docker().compose("logs").succeeded());
    for (String image : IMAGES) {
      shown.add(stack.docker().run("docker", "history", "--no-trunc", image).succeeded());
      shown.add(stack.docker().run("docker", "inspect", image).succeeded());
    }

    assertTrue(secrets.size() >= 8, "all secrets are known: " + secrets.size());
    for (String secret : secrets) {
      assertTrue(shown.stream().noneMatch(text -> text.contains(secret)), "a secret is shown");
    }
  }

  @Test
  @Order(9)
  void whatIsStoppedLeavesNothing() throws Exception {
    stack.docker().compose("--profile", "*", "down", "--volumes").succeeded();

    String label = "label=com.docker.compose.project=" + Docker.PROJECT;
    for (String list : List.of("container ls --all", "volume ls", "network ls")) {
      String[] command = ("docker " + list + " -q --filter " + label).split(" ", -1);
      assertEquals("", stack.docker().run(command).succeeded(), list);
    }
  }
}
