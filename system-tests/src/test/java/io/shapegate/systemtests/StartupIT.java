package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes whose settings are wrong end at once, with one line that names the setting. */
class StartupIT {
  private static final String STRONG = "kD7vR2xWq9LmB4sZc6TyH1nJf8GpEa3U";

  @ParameterizedTest(name = "{0} with {1}={2}")
  @CsvSource({
    "gatekeeper, AUTH_SECRET, '', SIGNING_KEY_FILE",
    "gatekeeper, AUTH_SECRET, short, AUTH_SECRET",
    "gatekeeper, AUTH_SECRET, NFL5*0Bc#9U6E@tnmC&E7SUN6GwHfLmY, AUTH_SECRET",
    "gatekeeper, AUTH_SECRET, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, AUTH_SECRET",
    "gatekeeper, ALLOW_ANONYMOUS, false, IDENTITY_SECRET",
    "gatekeeper, ALLOW_ANONYMOUS, perhaps, ALLOW_ANONYMOUS",
    "gatekeeper, ELECTRIC_PROXY_URL, '', ELECTRIC_PROXY_URL",
    "gatekeeper, ELECTRIC_PROXY_URL, localhost:4000, ELECTRIC_PROXY_URL",
    "gatekeeper, SIGNING_KEY_FILE, /nowhere/key.pem, SIGNING_KEY_FILE",
    "gatekeeper, MAX_TOKEN_TTL, 1y, MAX_TOKEN_TTL",
    "gatekeeper, CLUSTER_INTERFACE, 10.0.*.*, CLUSTER_NAME",
    "gatekeeper, CLUSTER_CONFIG, /nowhere/cluster.xml, CLUSTER_CONFIG",
    "gatekeeper, CONFIG_FILE, /nowhere/config.yaml, CONFIG_FILE",
    "proxy, ELECTRIC_SECRET, '', ELECTRIC_SECRET",
    "proxy, ELECTRIC_URL, '', ELECTRIC_URL",
    "proxy, ELECTRIC_URL, ftp://localhost, ELECTRIC_URL",
    "proxy, AUTH_SECRET, '', AUTH_SECRET",
    "proxy, AUTH_SECRET, short, AUTH_SECRET",
    "proxy, AUTH_PUBLIC_KEY_FILE, /nowhere/key.pem, AUTH_PUBLIC_KEY",
    "policy, DATABASE_URL, '', DATABASE_URL",
    "policy, DATABASE_URL, mysql://localhost/app, DATABASE_URL",
    "http-policy, HTTP_POLICY_URL, '', HTTP_POLICY_URL",
    "http-policy, HTTP_POLICY_URL, http://user:hidden@localhost/decide, HTTP_POLICY_URL",
    "http-policy, HTTP_POLICY_TIMEOUT, soon, HTTP_POLICY_TIMEOUT",
    "http-policy, HTTP_POLICY_TOKEN, hidden token, HTTP_POLICY_TOKEN",
    "http-policy, HTTP_POLICY_CA_FILE, /nowhere/ca.pem, HTTP_POLICY_CA_FILE"
  })
  void aWrongSettingEndsTheStartWithOneLineThatNamesIt(
      String service, String setting, String value, String named) throws Exception {
    Map<String, String> settings = good();
    settings.put(setting, value);
    try (Node node = Node.start("startup-" + service, service + "-verticle", settings)) {
      int status = node.awaitEnd();

      List<String> lines = node.log().lines().toList();
      assertEquals(1, lines.size(), node.log());
      assertTrue(lines.get(0).contains(named), lines.get(0));
      assertNotEquals(0, status);
      assertTrue(
          value.isEmpty() || !setting.endsWith("SECRET") || !lines.get(0).contains(value),
          "shows the secret");
      assertFalse(lines.get(0).contains("hidden"), lines.get(0));
    }
  }

  @Test
  void aKeyFileThatIsNoKeySaysSo() throws Exception {
    Path file = Files.writeString(Path.of("target", "no-key.pem"), "this is no key");
    Map<String, String> settings = good();
    settings.remove("AUTH_SECRET");
    settings.put("SIGNING_KEY_FILE", file.toString());
    try (Node node = Node.start("startup-key", "gatekeeper-verticle", settings)) {
      assertNotEquals(0, node.awaitEnd());
      assertEquals(1, node.log().lines().count(), node.log());
      assertTrue(node.log().contains("SIGNING_KEY_FILE"), node.log());
    }
  }

  @Test
  void anUnreachablePostgresIsTriedAgainWhileThePolicyIsNotReady() throws Exception {
    try (Node node = Node.start("startup-postgres", "policy-verticle", good())) {
      Await.until(
          "it says that it is not ready",
          Duration.ofSeconds(20),
          () -> Http.get(node.url("/health/ready"), "").statusCode() == 503);
      Await.until(
          "it tries again",
          Duration.ofSeconds(20),
          () -> node.log().lines().filter(line -> line.contains("trying again")).count() >= 2);
      assertEquals(200, Http.get(node.url("/health/live"), "").statusCode());
    }
  }

  private static Map<String, String> good() throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of(
        "CLUSTER_PORT", String.valueOf(Ports.freeRange(12)),
        "AUTH_SECRET", STRONG,
        "ALLOW_ANONYMOUS", "true",
        "ELECTRIC_PROXY_URL", "http://localhost:4000/proxy",
        "ELECTRIC_URL", "http://localhost:3000",
        "ELECTRIC_SECRET", "electric",
        "DATABASE_URL", "postgresql://nobody:hidden@127.0.0.1:" + Ports.free() + "/nothing"));
    settings.put("HTTP_POLICY_URL", "http://127.0.0.1:" + Ports.free() + "/decide");
    return settings;
  }
}
