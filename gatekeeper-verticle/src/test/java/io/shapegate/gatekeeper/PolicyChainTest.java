package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    JsonObject claims = claims(gatekeeper.post("/gatekeeper/tasks"));
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
  void theNameOfAShapeDoesNotLeadAroundThePoliciesOfItsTable() {
    gatekeeper
        .policy(allows(s -> filtered("tasks", "open", new String[0])))
        .policy(HOURS, TestGatekeeper.decides(r -> new Deny("closed", "come back at nine")));
    assertDenied("closed", gatekeeper.post("/gatekeeper/my-open-tasks"));
    assertEquals(2, gatekeeper.asked.size());
    assertEquals(
        Shape.of(TableName.parseRequested("my-open-tasks")),
        gatekeeper.asked.get(0).shape());
    assertEquals(
        filtered("tasks", "open", new String[0]), gatekeeper.asked.get(1).shape());
  }

  @Test
  void theNameOfAShapeOfAnotherTableIsNotPutToThem() {
    gatekeeper.policy(allows(s -> shape("items", null, null, null, null)));
    assertEquals(200, gatekeeper.post("/gatekeeper/my-items").status());
    assertEquals(1, gatekeeper.asked.size());
  }

  @Test
  void thePoliciesOfTheTableAreAskedAfterThoseOfTheName() {
    List<String> order = new CopyOnWriteArrayList<>();
    try (TestGatekeeper named = TestGatekeeper.start(
        Map.of("POLICIES", "my-*=names,audit;tasks=rules,audit,hours;*=never"))) {
      named.policy("names", inOrder(order, "names", s -> filtered("tasks", "a", new String[0])));
      for (String address : List.of("audit", "rules", "hours", "never")) {
        named.policy(address, inOrder(order, address, s -> s));
      }
      assertEquals(200, named.post("/gatekeeper/my-open-tasks").status());
      assertEquals(List.of("names", "audit", "rules", "hours"), order);
    }
  }

  @Test
  void aTableWithoutPoliciesOfItsOwnCanStillBeReachedByTheNameOfAShape() {
    try (TestGatekeeper named = TestGatekeeper.start(Map.of("POLICIES", "my-*=policy.rules"))
        .policy(allows(s -> shape("tasks", null, null, null, null)))) {
      assertEquals(200, named.post("/gatekeeper/my-open-tasks").status());
      assertDenied("no_rule", named.post("/gatekeeper/tasks"));
    }
  }

  @Test
  void onlyTheFirstPolicyResolvesTheNameOfAShape() {
    try (TestGatekeeper named = TestGatekeeper.start(
            Map.of("POLICIES", "*=policy.rules,policy.office-hours"))
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, allows(s -> shape("tasks", null, null, null, null)))) {
      assertDenied("policy_widened", named.post("/gatekeeper/my-open-tasks"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "items",
        "my_open_tasks",
        "%22my%20open%20tasks%22",
        "%22-my-tasks%22",
        "%22my--tasks%22",
        "crm.%22my-open-tasks%22"
      })
  void whatHasNoHyphensBetweenItsWordsIsNoNameOfAShape(String asked) {
    gatekeeper.policy(allows(s -> shape("tasks", null, null, null, null)));
    assertDenied("policy_widened", gatekeeper.post("/gatekeeper/" + asked));
  }

  @Test
  void aPatternDecidesWhoIsAskedWhateverTheSpelling() {
    try (TestGatekeeper schemas = TestGatekeeper.start(
            Map.of("POLICIES", "billing.*=policy.rules,policy.office-hours;*=policy.rules"))
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, TestGatekeeper.decides(r -> new Deny("closed", "come back at nine")))) {
      for (String spelling : List.of(
          "billing.invoices", "BILLING.Invoices", "%22billing%22.invoices", "billing.%22A%22")) {
        assertDenied("closed", schemas.post("/gatekeeper/" + spelling));
      }
      for (String other : List.of("billing", "%22billing.invoices%22", "%22Billing%22.invoices")) {
        assertEquals(200, schemas.post("/gatekeeper/" + other).status());
      }
    }
  }

  @Test
  void aTimeOfYearsIsCappedByTheSetting() throws Exception {
    for (long seconds : new long[] {315_360_000L, Long.MAX_VALUE}) {
      try (TestGatekeeper capped = TestGatekeeper.start(Map.of("MAX_TOKEN_TTL", "5m"))
          .policy(TestGatekeeper.decides(
              r -> new Allow(r.shape(), true, Duration.ofSeconds(seconds), null)))) {
        JsonObject claims = claims(capped.post("/gatekeeper/items"));
        assertEquals(300, claims.getLong("exp") - claims.getLong("iat"));
      }
    }
  }

  @Test
  void theRulesOfAllPoliciesAreNamedInOrder() {
    assertEquals(List.of("a", "b", "c"), rulesOf(List.of("a", "b"), List.of("c")));
    assertEquals(List.of("c"), rulesOf(List.of(), List.of("c")));
    assertEquals(
        Collections.nCopies(100, "a"),
        rulesOf(Collections.nCopies(100, "a"), Collections.nCopies(100, "b")));
  }

  private List<String> rulesOf(List<String> first, List<String> second) {
    try (TestGatekeeper bus = TestGatekeeper.start(CHAIN)
        .policy(TestGatekeeper.decides(r -> named(r.shape(), first)))
        .policy(HOURS, TestGatekeeper.decides(r -> named(r.shape(), second)))) {
      PolicyChain chain = new PolicyChain(
          PolicyRoutes.from(TestGatekeeper.settings(CHAIN)), new PolicyCaller(bus.vertx()));
      PolicyRequest request =
          new PolicyRequest("r1", Subject.ANONYMOUS, Shape.of(TableName.parse("tasks")));
      return TestGatekeeper.await(chain.decide(request, answer -> {})).trace().rules();
    }
  }

  private static Decision named(Shape shape, List<String> rules) {
    return new Allow(shape, true, TTL, null, new Trace(rules, null));
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

  private static JsonObject claims(RawHttp.Answer granted) throws Exception {
    return new JsonObject(ShapeTokenTest.token(granted.json()).getPayload().toString());
  }

  private static Policy inOrder(List<String> order, String address, UnaryOperator<Shape> grant) {
    return allows(shape -> {
      order.add(address);
      return grant.apply(shape);
    });
  }
}
