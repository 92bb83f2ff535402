package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.Params;
import io.shapegate.contract.Policy;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One line of JSON for each decision, and none for anything else. */
final class DecisionLogTest extends PolicyTestBase {
  private static final String TASKS = "/gatekeeper/tasks?where=a=$1&params[1]=secret&columns=id,b"
      .replace("$", "%24")
      .replace("[", "%5B")
      .replace("]", "%5D")
      .replace("a=%24", "a%3D%24");

  private final LogRecorder log = new LogRecorder("io.shapegate.decisions");

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void anAllowSaysWhoAskedForWhatAndWhatTheyGot() throws Exception {
    gatekeeper
        .policy(named("members", s -> s))
        .policy(
            HOURS,
            named(
                "hours",
                s -> new Shape(s.table(), "(a=$1) AND (b)", s.params(), s.columns(), null, null)));
    RawHttp.Answer answer = gatekeeper.post(TASKS);
    JsonObject claims =
        new JsonObject(ShapeTokenTest.token(answer.json()).getPayload().toString());
    JsonObject event = only();
    assertEquals(
        Set.of(
            "at",
            "request_id",
            "subject",
            "anonymous",
            "outcome",
            "reason",
            "table",
            "asked",
            "granted",
            "policies",
            "rules",
            "jti",
            "expires_at",
            "ms"),
        event.fieldNames());
    assertEquals("allowed", event.getString("outcome"));
    assertEquals("alice", event.getString("subject"));
    assertFalse(event.getBoolean("anonymous"));
    assertEquals("tasks", event.getString("table"));
    assertEquals(
        new JsonObject().put("table", "tasks").put("where", "a=$1").put("columns", "id,b"),
        event.getJsonObject("asked"));
    assertEquals(
        new JsonObject()
            .put("table", "tasks")
            .put("where", "(a=$1) AND (b)")
            .put("columns", "id,b")
            .put("subsets", true)
            .put("ttl_seconds", 600),
        event.getJsonObject("granted"));
    assertEquals(new JsonArray().add("policy.rules").add(HOURS), event.getJsonArray("policies"));
    assertEquals(new JsonArray().add("members").add("hours"), event.getJsonArray("rules"));
    assertEquals(claims.getString("jti"), event.getString("jti"));
    assertEquals(
        Instant.ofEpochSecond(claims.getLong("exp")), Instant.parse(event.getString("expires_at")));
    assertEquals(gatekeeper.asked.get(0).id(), event.getString("request_id"));
    assertTrue(Math.abs(Instant.parse(event.getString("at")).getEpochSecond()
            - Instant.now().getEpochSecond())
        < 60);
    assertTrue(event.getDouble("ms") > 0);
  }

  @Test
  void valuesOfParametersAreWrittenOnlyWhereThatIsWanted() {
    gatekeeper.policy(named("members", s -> s)).policy(HOURS, TestGatekeeper.grantsAll());
    gatekeeper.post(TASKS);
    assertFalse(only().encode().contains("secret"));
    log.lines().clear();
    try (TestGatekeeper open = TestGatekeeper.start(Map.of("DECISION_LOG_PARAMS", "true"))
        .policy(TestGatekeeper.grantsAll())) {
      open.post(TASKS);
      JsonObject event = only();
      assertEquals(
          new JsonArray().add("secret"), event.getJsonObject("asked").getJsonArray("params"));
      assertEquals(
          new JsonArray().add("secret"), event.getJsonObject("granted").getJsonArray("params"));
    }
  }

  @Test
  void aDenialHasItsCode() {
    gatekeeper.policy(TestGatekeeper.decides(
        r -> new Deny("closed", "come back", new Trace(List.of("n"), null))));
    RawHttp.Answer answer = gatekeeper.post(TASKS);
    JsonObject event = only();
    assertEquals("denied", event.getString("outcome"));
    assertEquals("closed", event.getString("code"));
    assertEquals("come back", event.getString("reason"));
    assertEquals(new JsonArray().add("n"), event.getJsonArray("rules"));
    assertEquals(new JsonArray().add("policy.rules"), event.getJsonArray("policies"));
    assertEquals(answer.json().getString("request_id"), event.getString("request_id"));
    for (String key : List.of("granted", "jti", "expires_at")) {
      assertFalse(event.containsKey(key), key);
    }
  }

  @Test
  void aWideningIsADenial() {
    gatekeeper.policy(allows(s -> shape("secrets", null, null, null, null)));
    gatekeeper.post(TASKS);
    assertEquals("denied", only().getString("outcome"));
    assertEquals("policy_widened", only().getString("code"));
  }

  @Test
  void aPolicyThatIsAwayIsTheLastThatWasAsked() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.post(TASKS);
    JsonObject event = only();
    assertEquals("unavailable", event.getString("outcome"));
    assertEquals("policy_unavailable", event.getString("code"));
    assertEquals(new JsonArray().add("policy.rules").add(HOURS), event.getJsonArray("policies"));
    assertFalse(event.containsKey("granted"));
  }

  @Test
  void aGrantThatIsTooLongIsOfItsOwnKind() {
    Shape shape = new Shape(
        TableName.parse("items"), "a = '" + "x".repeat(8_000) + "'", Params.NONE, null, null, null);
    gatekeeper.policy(allows(s -> shape));
    gatekeeper.post("/gatekeeper/items");
    JsonObject event = only();
    assertEquals("too_large", event.getString("outcome"));
    assertEquals("shape_too_large", event.getString("code"));
    assertTrue(event.getJsonObject("granted").getString("where").length() < 4_100);
    assertFalse(event.containsKey("jti"));
  }

  @Test
  void aPolicysOwnDenialIsNeverTooLarge() {
    gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("shape_too_large", "mine")));
    gatekeeper.post(TASKS);
    assertEquals("denied", only().getString("outcome"));
  }

  @Test
  void nobodyResponsibleIsADecisionTooAndAsksNobody() {
    try (TestGatekeeper narrow =
        TestGatekeeper.start(Map.of("POLICIES", "items=policy.rules", "ALLOW_ANONYMOUS", "true"))) {
      narrow.post(TASKS, "X: y");
      JsonObject event = only();
      assertTrue(event.getBoolean("anonymous"));
      assertEquals("anonymous", event.getString("subject"));
      assertEquals("no_rule", event.getString("code"));
      assertEquals(new JsonArray(), event.getJsonArray("policies"));
    }
  }

  @Test
  void whatComesToNoDecisionIsNotWritten() {
    gatekeeper.policy(TestGatekeeper.grantsAll()).policy(HOURS, TestGatekeeper.grantsAll());
    assertEquals(400, gatekeeper.post("/gatekeeper/tasks?x=y").status());
    assertEquals(401, gatekeeper.post("/gatekeeper/tasks", "X: y").status());
    assertEquals(
        401, gatekeeper.post("/gatekeeper/tasks", "Authorization: Bearer x").status());
    assertEquals(404, gatekeeper.get("/gatekeeper/tasks").status());
    assertEquals(200, gatekeeper.get("/health/live").status());
    String explain = "/gatekeeper/tasks?explain=true";
    assertEquals(403, gatekeeper.post(explain).status());
    String administrator = ExplainTestBase.administrator();
    assertEquals(
        200, gatekeeper.post(explain, "Authorization: Bearer " + administrator).status());
    gatekeeper.post("/gatekeeper/items");
    assertEquals("items", only().getString("table"));
  }

  @Test
  void switchedOffThereIsNone() {
    try (TestGatekeeper off =
        TestGatekeeper.start(Map.of("DECISION_LOG", "off")).policy(TestGatekeeper.grantsAll())) {
      assertEquals(200, off.post("/gatekeeper/items").status());
      gatekeeper.policy(TestGatekeeper.grantsAll());
      gatekeeper.post("/gatekeeper/other");
      assertEquals("other", only().getString("table"));
      assertFalse(
          off.get("/health/ready").json().getJsonObject("checks").containsKey("decision_log"));
    }
  }

  @Test
  void nothingForgesALineOrSteersWhoReadsIt() {
    String evil = "x\r\n{\"outcome\":\"allowed\"}\u001b[2J\u009b\u202e\u2028\u0085";
    gatekeeper.policy(
        TestGatekeeper.decides(r -> new Deny("no", evil, new Trace(List.of("n\n\u202e"), null))));
    String where = "a%0D%0A%1B%C2%85%E2%80%A8%F0%9F%99%82";
    gatekeeper.post("/gatekeeper/%22a%0D%0Ab%22?where=" + where);
    JsonObject event = only();
    assertTrue(
        log.lines().get(0).matches("INFO [\\p{L}\\p{N}\\p{P}\\p{S} ]*"),
        log.lines().get(0));
    assertEquals(
        "a\r\n\u001b\u0085\u2028\uD83D\uDE42", event.getJsonObject("asked").getString("where"));
    assertEquals(new JsonArray().add("n\n\u202e"), event.getJsonArray("rules"));
    assertEquals("denied", event.getString("outcome"));
  }

  @Test
  void noTokenAndNoSecretIsInIt() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    String token = IdentityTokens.with(c -> c.claim("email", "alice@example.com"));
    String granted = gatekeeper
        .post("/gatekeeper/items", "Authorization: Bearer " + token)
        .json()
        .getJsonObject("headers")
        .getString("Authorization")
        .substring("Bearer ".length());
    String line = only().encode();
    for (String secret : List.of(
        token, granted, "eyJ", "alice@", TestGatekeeper.AUTH_SECRET, IdentityTokens.SECRET)) {
      assertFalse(line.contains(secret), line);
    }
  }

  @Test
  void healthTellsHowTheLogIsDoing() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.post("/gatekeeper/items");
    only();
    TestGatekeeper.until(() -> gatekeeper
        .get("/health/ready")
        .json()
        .getJsonObject("checks")
        .getJsonObject("decision_log")
        .equals(new JsonObject().put("status", "UP").put("queued", 0).put("dropped", 0)));
  }

  @Test
  void aLogThatStandsStillStopsNothing() {
    CountDownLatch still = new CountDownLatch(1);
    AppenderBase<ILoggingEvent> blocked = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        try {
          still.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
    blocked.start();
    Logger decisions = (Logger) LoggerFactory.getLogger("io.shapegate.decisions");
    decisions.addAppender(blocked);
    TestGatekeeper full = TestGatekeeper.start(Map.of("DECISION_LOG_QUEUE", "100"))
        .policy(TestGatekeeper.grantsAll());
    try {
      for (int i = 0; i < 130; i++) {
        assertEquals(200, full.post("/gatekeeper/items").status());
      }
      assertEquals(
          new JsonObject().put("status", "UP").put("queued", 100).put("dropped", 30),
          full.get("/health/ready").json().getJsonObject("checks").getJsonObject("decision_log"));
      long start = System.nanoTime();
      full.close();
      assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
    } finally {
      still.countDown();
      decisions.detachAppender(blocked);
    }
  }

  private Policy named(String rule, java.util.function.UnaryOperator<Shape> grant) {
    return TestGatekeeper.decides(
        r -> new Allow(grant.apply(r.shape()), true, TTL, rule, new Trace(List.of(rule), null)));
  }

  private JsonObject only() {
    TestGatekeeper.until(() -> !log.lines().isEmpty());
    assertEquals(1, log.lines().size());
    return new JsonObject(log.lines().get(0).substring("INFO ".length()));
  }
}
