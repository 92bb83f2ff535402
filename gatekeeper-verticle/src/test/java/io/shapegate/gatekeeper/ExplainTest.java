package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Params;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an explanation says, and that it is about the decision that there would be. */
final class ExplainTest extends ExplainTestBase {
  @Test
  void anAllowIsExplainedPolicyByPolicy() {
    bothAllow();
    JsonObject explanation = json(TASKS);
    assertEquals("allow", explanation.getString("decision"));
    assertEquals("rule tasks-for-members", explanation.getString("reason"));
    assertEquals(300, explanation.getInteger("ttl_seconds"));
    assertEquals(
        filtered("tasks", "org_id = ANY($1)", "{1,2}").toJson(),
        explanation.getJsonObject("granted"));
    assertEquals(Shape.of(TableName.parse("tasks")).toJson(), explanation.getJsonObject("asked"));
    assertFalse(explanation.getBoolean("subsets"));
    assertEquals(8_000, explanation.getJsonObject("size").getInteger("limit"));
    assertTrue(explanation.getJsonObject("size").getInteger("bytes") > 20);
    assertEquals("root", explanation.getJsonObject("subject").getString("id"));
    assertEquals("policy.rules", policy(explanation, 0).getString("address"));
    assertEquals("allow", policy(explanation, 0).getString("decision"));
    assertEquals(
        new JsonArray().add("tasks-for-members"), policy(explanation, 0).getJsonArray("rules"));
    assertEquals(rulesExplanation(), policy(explanation, 0).getJsonObject("explanation"));
    assertEquals(HOURS, policy(explanation, 1).getString("address"));
    assertEquals(300, policy(explanation, 1).getInteger("ttl_seconds"));
    assertFalse(policy(explanation, 1).containsKey("explanation"));
    assertFalse(explanation.containsKey("code"));
  }

  @Test
  void aShortMaximumShortensTheLifeHereToo() {
    try (TestGatekeeper brief =
        TestGatekeeper.start(Map.of("MAX_TOKEN_TTL", "20s")).policy(TestGatekeeper.grantsAll())) {
      JsonObject explanation =
          brief.post(TASKS, "Authorization: Bearer " + administrator()).json();
      assertEquals(20, explanation.getInteger("ttl_seconds"));
    }
  }

  @Test
  void theTimeOfEachStepIsMeasured() {
    gatekeeper
        .policy(request -> gatekeeper
            .vertx()
            .timer(50, java.util.concurrent.TimeUnit.MILLISECONDS)
            .map(TestGatekeeper.grantsAll().decide(request).result()))
        .policy(HOURS, TestGatekeeper.grantsAll());
    JsonObject explanation = json(TASKS);
    JsonObject times = explanation.getJsonObject("ms");
    assertEquals(Set.of("read", "authenticate", "policies", "total"), times.fieldNames());
    double first = policy(explanation, 0).getDouble("ms");
    double second = policy(explanation, 1).getDouble("ms");
    assertTrue(first >= 49, explanation.encode());
    assertTrue(second > 0 && second < first, explanation.encode());
    assertTrue(times.getDouble("policies") >= first + second, explanation.encode());
    assertTrue(times.getDouble("authenticate") > 0, explanation.encode());
    assertTrue(
        times.getDouble("total") >= times.getDouble("policies") + times.getDouble("authenticate"),
        explanation.encode());
  }

  @Test
  void aDenialIsA200WithItsCode() {
    gatekeeper
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, TestGatekeeper.decides(r -> new Deny("closed", "come back at nine")));
    RawHttp.Answer answer = explain(TASKS);
    assertEquals(200, answer.status());
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals("application/json", answer.header("content-type"));
    JsonObject explanation = answer.json();
    assertEquals("deny", explanation.getString("decision"));
    assertEquals("closed", explanation.getString("code"));
    assertEquals("come back at nine", explanation.getString("reason"));
    assertEquals("allow", policy(explanation, 0).getString("decision"));
    assertEquals("deny", policy(explanation, 1).getString("decision"));
    assertEquals("closed", policy(explanation, 1).getString("code"));
    assertFalse(explanation.containsKey("granted"));
    assertFalse(explanation.containsKey("ttl_seconds"));
    assertEquals("", answer.header("retry-after"));
  }

  @Test
  void aDenialBeforeTheLastPolicyEndsThePolicies() {
    gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("no_rule", "no")));
    assertEquals(1, policies(json(TASKS)).size());
  }

  @Test
  void nobodyResponsibleIsExplainedWithoutPolicies() {
    try (TestGatekeeper narrow = TestGatekeeper.start(Map.of("POLICIES", "items=policy.rules"))) {
      JsonObject explanation =
          narrow.post(TASKS, "Authorization: Bearer " + administrator()).json();
      assertEquals("deny", explanation.getString("decision"));
      assertEquals("no_rule", explanation.getString("code"));
      assertTrue(policies(explanation).isEmpty());
    }
  }

  @Test
  void aPolicyThatIsNotThereIsNamed() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertUnavailable(HOURS, "nobody listens at this address");
  }

  @Test
  void aPolicyThatIsSilentIsNamed() {
    gatekeeper
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, request -> Promise.<Decision>promise().future());
    JsonObject explanation = assertUnavailable(HOURS, "it did not answer in time");
    assertTrue(policy(explanation, 1).getDouble("ms") >= 1_400);
  }

  @Test
  void aPolicyThatFailsIsNamed() {
    gatekeeper.policy(TestGatekeeper.grantsAll()).policy(HOURS, request -> {
      throw new IllegalStateException("password=hunter2");
    });
    JsonObject explanation = assertUnavailable(HOURS, "it failed: the policy failed");
    assertFalse(explanation.encode().contains("hunter2"));
  }

  @Test
  void aPolicyThatAnswersGarbageIsNamed() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.vertx().eventBus().consumer(HOURS, message -> message.reply(new JsonObject()));
    assertUnavailable(HOURS, "its answer is no decision: decision is missing");
  }

  @Test
  void aPolicyThatWidensIsNamed() {
    gatekeeper
        .policy(allows(s -> filtered("tasks", "org = $1", "7")))
        .policy(
            HOURS,
            TestGatekeeper.decides(r -> allowBy(
                r, Shape.of(TableName.parse("tasks")), "all", new JsonObject().put("x", 1))));
    JsonObject explanation = json(TASKS);
    assertEquals("deny", explanation.getString("decision"));
    assertEquals("policy_widened", explanation.getString("code"));
    JsonObject second = policy(explanation, 1);
    assertEquals("deny", second.getString("decision"));
    assertTrue(
        second.getString("error").startsWith("it allowed more than it was asked about: the filter"),
        second.encode());
    assertEquals(new JsonArray().add("all"), second.getJsonArray("rules"));
    assertEquals(new JsonObject().put("x", 1), second.getJsonObject("explanation"));
    assertFalse(explanation.containsKey("granted"));
  }

  @Test
  void aGrantThatIsTooLongIsShownWithItsLength() {
    Shape shape = new Shape(
        TableName.parse("items"),
        "a = $1",
        new Params(List.of("x".repeat(8_000))),
        null,
        null,
        null);
    gatekeeper.policy(allows(s -> shape));
    JsonObject explanation = json("/gatekeeper/items?explain=true&where=a");
    assertEquals("deny", explanation.getString("decision"));
    assertEquals("shape_too_large", explanation.getString("code"));
    assertEquals(shape.toJson(), explanation.getJsonObject("granted"));
    assertTrue(explanation.getJsonObject("size").getInteger("bytes") > 8_000);
    assertFalse(explanation.containsKey("ttl_seconds"));
  }

  @Test
  void thePoliciesAreToldToExplainAndOtherwiseAskedTheSame() {
    bothAllow();
    explain(TASKS);
    gatekeeper.post("/gatekeeper/tasks", "Authorization: Bearer " + administrator());
    List<PolicyRequest> asked = gatekeeper.asked;
    assertEquals(
        List.of(true, true, false, false),
        asked.stream().map(PolicyRequest::explain).toList());
    assertEquals(asked.get(0).shape(), asked.get(2).shape());
    assertEquals(asked.get(1).shape(), asked.get(3).shape());
    assertEquals(asked.get(0).subject().id(), asked.get(2).subject().id());
  }

  @Test
  void theDecisionIsTheOneThatThereIsWithoutExplain() throws Exception {
    bothAllow();
    JsonObject granted = new JsonObject(ShapeTokenTest.token(gatekeeper
            .post("/gatekeeper/tasks", "Authorization: Bearer " + administrator())
            .json())
        .getPayload()
        .toString());
    JsonObject explanation = json(TASKS);
    JsonObject claim = granted.getJsonObject("shape");
    assertEquals(claim.remove("subsets"), explanation.getBoolean("subsets"));
    assertEquals(claim, explanation.getJsonObject("granted"));
    assertEquals(
        granted.getLong("exp") - granted.getLong("iat"), explanation.getLong("ttl_seconds"));
  }

  @Test
  void noTokenIsInTheAnswer() {
    bothAllow();
    for (String accept : List.of("application/json", "text/plain")) {
      RawHttp.Answer answer = explain(TASKS, "Accept: " + accept);
      assertFalse(answer.body().contains("eyJ"), answer.body());
      assertFalse(answer.body().contains("Bearer"), answer.body());
    }
    assertNull(explain(TASKS).json().getValue("headers"));
  }

  @Test
  void theRequestIsNamedAsThePoliciesKnowIt() {
    bothAllow();
    JsonObject explanation = json(TASKS);
    assertEquals(gatekeeper.asked.get(0).id(), explanation.getString("request_id"));
  }

  @Test
  void anExplanationOfAnyLengthIsLeftOut() {
    rulesExplain(new JsonObject().put("x", "y".repeat(300_000)));
    RawHttp.Answer answer = explain(TASKS);
    assertTrue(answer.body().length() < 5_000);
    assertTrue(policy(answer.json(), 0)
        .getJsonObject("explanation")
        .getString("note")
        .startsWith("left out"));
  }

  @Test
  void whatWouldSteerATerminalIsEscapedInJsonToo() {
    JsonObject hostile = new JsonObject().put("x", "\u001b[2J\u009b31m\u202e\u2028\n");
    rulesExplain(hostile);
    RawHttp.Answer answer = explain(TASKS);
    assertTrue(answer.body().matches("[\\p{L}\\p{N}\\p{P}\\p{S} ]*"), answer.body());
    assertEquals(hostile, policy(answer.json(), 0).getJsonObject("explanation"));
  }

  @Test
  void theAccessLogSaysWhoWasExplained() {
    try (LogRecorder log = new LogRecorder("io.shapegate.access.gatekeeper")) {
      gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("no_rule", "no")));
      explainJson(TASKS, "{\"subject\":{\"id\":\"bob\"}}");
      TestGatekeeper.until(() -> !log.lines().isEmpty());
      assertTrue(
          log.lines()
              .get(0)
              .contains(
                  "200 outcome=explained reason=\"bob: deny no_rule\" subject=\"root\" table=tasks "),
          log.lines().get(0));
    }
  }

  private JsonObject assertUnavailable(String address, String error) {
    RawHttp.Answer answer = explain(TASKS);
    assertEquals(200, answer.status());
    JsonObject explanation = answer.json();
    assertEquals("unavailable", explanation.getString("decision"));
    assertEquals("policy_unavailable", explanation.getString("code"));
    assertFalse(explanation.containsKey("granted"));
    JsonObject last = policy(explanation, policies(explanation).size() - 1);
    assertEquals(address, last.getString("address"));
    assertEquals("unavailable", last.getString("decision"));
    assertEquals(error, last.getString("error"));
    return explanation;
  }
}
