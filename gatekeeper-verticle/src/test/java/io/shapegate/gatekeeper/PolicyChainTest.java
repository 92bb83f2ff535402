package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicyChainTest extends PolicyTestBase {
  @Test
  void theSecondPolicyIsAskedAboutWhatTheFirstGranted() {
    Shape first = filtered("tasks", "org = $1", "7");
    gatekeeper.policy(allows(s -> first)).policy(HOURS, TestGatekeeper.grantsAll());
    assertEquals(200, gatekeeper.post("/gatekeeper/tasks").status());
    assertEquals(Shape.of(TableName.parse("tasks")), gatekeeper.asked.get(0).shape());
    assertEquals(first, gatekeeper.asked.get(1).shape());
    assertEquals(gatekeeper.asked.get(0).subject(), gatekeeper.asked.get(1).subject());
  }

  @Test
  void theShortestTimeWinsAndSubsetsNeedBoth() throws Exception {
    gatekeeper
        .policy(
            TestGatekeeper.decides(r -> new Allow(r.shape(), false, Duration.ofSeconds(90), null)))
        .policy(
            HOURS,
            TestGatekeeper.decides(r -> new Allow(r.shape(), true, Duration.ofSeconds(120), null)));
    JsonObject claims =
        new JsonObject(ShapeTokenTest.token(gatekeeper.post("/gatekeeper/tasks").json())
            .getPayload()
            .toString());
    assertEquals(90, claims.getLong("exp") - claims.getLong("iat"));
    assertFalse(claims.getJsonObject("shape").getBoolean("subsets"));
  }

  @Test
  void aDenialOfTheFirstIsNotPutToTheSecond() {
    gatekeeper
        .policy(TestGatekeeper.decides(r -> new Deny("no_rule", "no")))
        .policy(HOURS, TestGatekeeper.grantsAll());
    assertDenied("no_rule", gatekeeper.post("/gatekeeper/tasks"));
    assertEquals(1, gatekeeper.asked.size());
  }

  @Test
  void aDenialOfTheSecondDenies() {
    gatekeeper
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, TestGatekeeper.decides(r -> new Deny("closed", "come back at nine")));
    assertDenied("closed", gatekeeper.post("/gatekeeper/tasks"));
  }

  @Test
  void aMissingSecondPolicyIsA503() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertUnavailable(gatekeeper.post("/gatekeeper/tasks"));
    assertEquals(200, gatekeeper.post("/gatekeeper/items").status());
  }

  @Test
  void aTableWithoutAResponsiblePolicyIsA403() {
    try (TestGatekeeper narrow = TestGatekeeper.start(
            Map.of("POLICIES", "Public.ITEMS=policy.rules"))
        .policy(TestGatekeeper.grantsAll())) {
      assertEquals(200, narrow.post("/gatekeeper/items").status());
      assertDenied("no_rule", narrow.post("/gatekeeper/secrets"));
      assertDenied("no_rule", narrow.post("/gatekeeper/%22Items%22"));
      assertEquals(1, narrow.asked.size());
    }
  }

  @Test
  void twoSlowPoliciesTogetherStillAnswerWithinTheLimit() {
    gatekeeper
        .policy(request -> late(new Allow(request.shape(), true, TTL, null)))
        .policy(HOURS, request -> Promise.<Decision>promise().future());
    long start = System.nanoTime();
    assertUnavailable(gatekeeper.post("/gatekeeper/tasks"));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2_500);
  }

  private Future<Decision> late(Decision decision) {
    return gatekeeper
        .vertx()
        .timer(600, java.util.concurrent.TimeUnit.MILLISECONDS)
        .map(decision);
  }
}
