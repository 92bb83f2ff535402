package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Gatekeeper, policy and two proxies as four JVMs, and what happens to users when some of them go. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final Duration RECOVERY = Duration.ofSeconds(20);
  private static Cluster cluster;
  private static Node gatekeeper;
  private static Node policy;
  private static Node firstProxy;
  private static Node secondProxy;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(Map.of());
    policy = cluster.policy();
    gatekeeper = cluster.gatekeeper();
    firstProxy = cluster.proxy();
    secondProxy = cluster.proxy();
    policy.awaitReady();
    cluster.openItems();
    gatekeeper.awaitReady();
    firstProxy.awaitReady();
    secondProxy.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void aTokenOpensItsShapeAtEveryProxy() throws Exception {
    HttpResponse<String> granted = Cluster.askForItems(gatekeeper);

    assertEquals(200, granted.statusCode(), granted.body());
    for (Node proxy : new Node[] {firstProxy, secondProxy}) {
      HttpResponse<String> rows = Cluster.items(proxy, Cluster.tokenFrom(granted));
      assertEquals(200, rows.statusCode(), rows.body());
      assertTrue(rows.body().contains("\"one\""), rows.body());
    }
  }

  @Test
  @Order(2)
  void withoutAPolicyNobodyGetsATokenAndRunningTokensGoOn() throws Exception {
    String token = Cluster.tokenFrom(Cluster.askForItems(gatekeeper));

    policy.kill();

    Await.until(
        "the gatekeeper answers 503",
        RECOVERY,
        () -> Cluster.askForItems(gatekeeper).statusCode() == 503);
    HttpResponse<String> refused = Cluster.askForItems(gatekeeper);
    assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    assertEquals(200, Cluster.items(firstProxy, token).statusCode());
    assertEquals(200, Cluster.items(secondProxy, token).statusCode());

    policy = cluster.policy().awaitReady();

    Await.until(
        "the gatekeeper grants again",
        RECOVERY,
        () -> Cluster.askForItems(gatekeeper).statusCode() == 200);
  }

  @Test
  @Order(3)
  void aFrozenPolicyIsLeftOutWithinSeconds() throws Exception {
    Node other = cluster.policy().awaitReady();
    Await.until("both policies answer", RECOVERY, () -> grantedInARow(gatekeeper, 10));

    other.freeze();

    long frozen = System.nanoTime();
    long lastFailure = frozen;
    while (System.nanoTime() - frozen < Duration.ofSeconds(12).toNanos()) {
      long asked = System.nanoTime();
      int status = Cluster.askForItems(gatekeeper).statusCode();
      long answered = System.nanoTime();
      assertTrue(status == 200 || status == 503, "status " + status);
      assertTrue(Duration.ofNanos(answered - asked).toMillis() <= 2_000, "an answer took over 2 s");
      lastFailure = status == 200 ? lastFailure : answered;
    }
    assertTrue(
        Duration.ofNanos(lastFailure - frozen).toMillis() <= 6_000,
        "requests failed for " + Duration.ofNanos(lastFailure - frozen));
    other.thaw();
    Await.until("the thawed policy is back", RECOVERY, () -> grantedInARow(gatekeeper, 20));
    other.terminate();
  }

  @Test
  @Order(4)
  void aStoppedProxyLeavesTheWorkToTheOther() throws Exception {
    String token = Cluster.tokenFrom(Cluster.askForItems(gatekeeper));

    firstProxy.terminate();

    assertEquals(200, Cluster.items(secondProxy, token).statusCode());
    assertEquals(200, Cluster.askForItems(gatekeeper).statusCode());
  }

  @Test
  @Order(5)
  void noLogShowsAToken() throws Exception {
    for (Node node : new Node[] {gatekeeper, policy, firstProxy, secondProxy}) {
      assertFalse(node.log().contains("eyJ"), "a token in a log");
      assertFalse(node.log().contains(cluster.settings().get("AUTH_SECRET")), "a secret in a log");
      assertFalse(
          node.log().contains(cluster.settings().get("ELECTRIC_SECRET")), "a secret in a log");
    }
  }

  private static boolean grantedInARow(Node gatekeeper, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      if (Cluster.askForItems(gatekeeper).statusCode() != 200) {
        return false;
      }
    }
    return true;
  }
}
