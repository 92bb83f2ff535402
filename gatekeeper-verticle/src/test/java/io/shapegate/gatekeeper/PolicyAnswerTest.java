package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Params;
import io.shapegate.contract.Policies;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a policy does, the gatekeeper grants only what was allowed in so many words. */
final class PolicyAnswerTest {
  private static final String HOURS = "policy.office-hours";
  private static final Map<String, String> CHAIN =
      Map.of("POLICIES", "*=policy.rules;tasks=policy.rules,policy.office-hours");
  private static final Duration TTL = Duration.ofMinutes(10);

  private TestGatekeeper gatekeeper = TestGatekeeper.start(CHAIN);

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  @Test
  void nobodyAtTheAddressIsA503() {
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  @Test
  void aPolicyThatNeverAnswersIsA503WithinTwoSeconds() {
    gatekeeper.policy(request -> Promise.<Decision>promise().future());
    long start = System.nanoTime();
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2_000);
    assertEquals(2, gatekeeper.asked.size());
    assertEquals(gatekeeper.asked.get(0), gatekeeper.asked.get(1));
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

  @Test
  void aPolicyInstanceThatIsSilentCostsNoRequest() {
    AtomicInteger calls = new AtomicInteger();
    gatekeeper.policy(request -> calls.incrementAndGet() == 1
        ? Promise.<Decision>promise().future()
        : Future.succeededFuture(new Allow(request.shape(), true, TTL, null)));
    assertEquals(200, gatekeeper.post("/gatekeeper/items").status());
  }

  @Test
  void aPolicyThatThrowsIsA503AndIsNotAskedAgain() {
    gatekeeper.policy(request -> {
      throw new IllegalStateException("password=hunter2");
    });
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertUnavailable(answer);
    assertFalse(answer.body().contains("hunter2"));
    assertEquals(1, gatekeeper.asked.size());
  }

  @Test
  void aPolicyThatFailsIsA503() {
    gatekeeper.policy(request -> Future.failedFuture("connection to 10.0.0.7 refused"));
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertUnavailable(answer);
    assertFalse(answer.body().contains("10.0.0.7"));
  }

  static Stream<Object> garbage() {
    JsonObject shape = Shape.of(TableName.parse("items")).toJson();
    return Stream.of(
        "allow",
        7,
        true,
        Buffer.buffer("{\"decision\":\"allow\"}"),
        new JsonArray().add("allow"),
        new JsonObject(),
        new JsonObject().put("decision", "maybe"),
        new JsonObject().put("decision", true),
        new JsonObject().put("decision", "ALLOW").put("shape", shape).put("ttl_seconds", 60),
        new JsonObject().put("decision", "allow"),
        new JsonObject().put("decision", "allow").put("shape", shape),
        new JsonObject().put("decision", "allow").put("ttl_seconds", 60),
        allowOf(shape).put("ttl_seconds", 0),
        allowOf(shape).put("ttl_seconds", -1),
        allowOf(shape).put("ttl_seconds", "60"),
        allowOf(shape).put("ttl_seconds", 1.5),
        allowOf(shape).put("subsets", "yes"),
        allowOf(shape).put("expires", 1),
        allowOf(shape).put("shape", "items"),
        allowOf(shape.copy().put("table", "items; drop")),
        allowOf(shape.copy().put("table", null)),
        allowOf(shape.copy().put("where", "")),
        allowOf(shape.copy().put("where", 1)),
        allowOf(shape.copy().put("columns", "")),
        allowOf(shape.copy().put("columns", new JsonArray().add("id"))),
        allowOf(shape.copy().put("params", new JsonObject().put("1", "x"))),
        allowOf(shape.copy().put("where", "a=$1").put("params", new JsonObject().put("1", 1))),
        allowOf(shape.copy().put("where", "a=$2").put("params", new JsonObject().put("2", "x"))),
        allowOf(shape.copy().put("replica", "both")),
        allowOf(shape.copy().put("limit", 10)),
        new JsonObject().put("decision", "deny"),
        new JsonObject().put("decision", "deny").put("code", "no_rule"),
        new JsonObject().put("decision", "deny").put("code", "No Rule").put("reason", "x"),
        new JsonObject().put("decision", "deny").put("code", "x").put("reason", "x".repeat(501)));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void aReplyThatIsNoDecisionIsA503(Object reply) {
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply(reply));
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  @Test
  void aReplyOfNullIsA503() {
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply(null));
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  static Stream<Arguments> widerThanAsked() {
    return Stream.of(
        wider("another table", "items", s -> shape("secrets", null, null, null, null)),
        wider("another schema", "items", s -> shape("crm.items", null, null, null, null)),
        wider("another case", "items", s -> shape("\"Items\"", null, null, null, null)),
        wider("no filter", "items?where=a%3D1", s -> shape("items", null, null, null, null)),
        wider("all columns", "items?columns=id", s -> shape("items", null, null, null, null)),
        wider("a column more", "items?columns=id", s -> shape("items", null, "id,b", "id", null)),
        wider("queryable", "items?columns=id", s -> shape("items", null, "id", "id,b", null)),
        wider(
            "all queryable",
            "items?queryable_columns=id",
            s -> shape("items", null, null, null, null)),
        wider(
            "a queryable more",
            "items?queryable_columns=id",
            s -> shape("items", null, null, "id,b", null)),
        wider("replica", "items?replica=default", s -> shape("items", null, null, null, "full")),
        wider("no replica", "items?replica=full", s -> shape("items", null, null, null, null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("widerThanAsked")
  void anAllowThatWidensWhatWasAskedIsA403(
      String what, String asked, Function<Shape, Shape> grant) {
    gatekeeper.policy(allows(grant));
    assertDenied("policy_widened", gatekeeper.post("/gatekeeper/" + asked));
  }

  static Stream<Arguments> widerThanGranted() {
    String filter = "org = $1";
    return Stream.of(
        wider("another table", s -> filtered("secrets", filter, "7")),
        wider("no filter", s -> shape("tasks", null, null, null, null)),
        wider("another filter", s -> filtered("tasks", "true or $1 = $1", "7")),
        wider("another value", s -> filtered("tasks", filter, "8")),
        wider("another value under an and", s -> filtered("tasks", "(org = $1) AND (a)", "8")),
        wider("a value less", s -> filtered("tasks", "(org = $1) AND (a)")),
        wider("a value more", s -> filtered("tasks", filter, "7", "8")),
        wider("or", s -> filtered("tasks", "(org = $1) OR (a)", "7")),
        wider("and or", s -> filtered("tasks", "(org = $1) AND a OR b", "7")),
        wider("closed early", s -> filtered("tasks", "(org = $1) AND (a) OR (b)", "7")),
        wider("closed in the middle", s -> filtered("tasks", "(org = $1) AND (a)) OR ((b)", "7")),
        wider("a quote", s -> filtered("tasks", "(org = $1) AND (a = '(' ) OR (b = ')')", "7")),
        wider("a comment", s -> filtered("tasks", "(org = $1) AND (a --)", "7")),
        wider("a block comment", s -> filtered("tasks", "(org = $1) AND (/*) OR (b*/)", "7")),
        wider("a dollar quote", s -> filtered("tasks", "(org = $1) AND ($a$($a$) OR (b)", "7")),
        wider("a backslash", s -> filtered("tasks", "(org = $1) AND (a=E'\\'') OR (b='')", "7")),
        wider("nothing", s -> filtered("tasks", "(org = $1) AND ()", "7")),
        wider("spaces", s -> filtered("tasks", "( org = $1 ) AND (a)", "7")),
        Arguments.of("columns", (Function<Shape, Shape>)
            s -> new Shape(s.table(), s.where(), s.params(), Columns.parse("id,a,b"), null, null)),
        Arguments.of("queryable columns", (Function<Shape, Shape>) s -> new Shape(
            s.table(), s.where(), s.params(), s.columns(), Columns.parse("id,b"), s.replica())),
        Arguments.of("replica", (Function<Shape, Shape>)
            s -> new Shape(s.table(), s.where(), s.params(), s.columns(), null, Replica.FULL)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("widerThanGranted")
  void anAllowThatWidensWhatWasGrantedIsA403(String what, Function<Shape, Shape> grant) {
    Shape before = new Shape(
        TableName.parse("tasks"),
        "org = $1",
        new Params(List.of("7")),
        Columns.parse("id,a"),
        null,
        Replica.DEFAULT);
    gatekeeper.policy(allows(s -> before)).policy(HOURS, allows(grant));
    assertDenied("policy_widened", gatekeeper.post("/gatekeeper/tasks"));
  }

  @Test
  void aSecondPolicyMayNarrowInEveryRespect() {
    gatekeeper
        .policy(allows(s -> filtered("tasks", "org = $1", "7")))
        .policy(
            HOURS,
            request -> Future.succeededFuture(new Allow(
                new Shape(
                    request.shape().table(),
                    "(org = $1) AND (hour < $2 AND (a = ')' OR b))",
                    new Params(List.of("7", "17")),
                    Columns.parse("id"),
                    Columns.parse("id"),
                    Replica.FULL),
                false,
                Duration.ofSeconds(30),
                null)));
    JsonObject json = gatekeeper.post("/gatekeeper/tasks").json();
    assertEquals("(org = $1) AND (hour < $2 AND (a = ')' OR b))", json.getString("where"));
    assertEquals("id", json.getString("columns"));
  }

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
  void theFirstPolicyResolvesTheNameOfAShape() {
    gatekeeper.policy(allows(s -> filtered("crm.tasks", "open", new String[0])));
    JsonObject json = gatekeeper.post("/gatekeeper/my-open-tasks").json();
    assertEquals("crm.tasks", json.getString("table"));
    assertEquals("crm.tasks", json.getJsonObject("params").getString("table"));
  }

  @Test
  void aShapeThatDoesNotFitUpstreamIsA403WithLengthAndLimit() {
    String where = "a".repeat(8_000 - "table=items&where=".length());
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertEquals(
        200,
        gatekeeper
            .postJson("/gatekeeper/items", "{\"where\":\"" + where + "\"}")
            .status());
    RawHttp.Answer answer =
        gatekeeper.postJson("/gatekeeper/items", "{\"where\":\"" + where + "a\"}");
    assertDenied("shape_too_large", answer);
    assertTrue(answer.json().getString("detail").contains("8001"));
    assertTrue(answer.json().getString("detail").contains("8000"));
  }

  @Test
  void columnsCountTwiceAsTheyAreSentTwice() {
    StringBuilder columns = new StringBuilder("c0");
    for (int i = 1; columns.length() < 4_500; i++) {
      columns.append(",c").append(i);
    }
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertDenied(
        "shape_too_large",
        gatekeeper.postJson("/gatekeeper/items", "{\"columns\":\"" + columns + "\"}"));
  }

  @Test
  void controlCharactersCannotMakeATokenThatNoProxyReads() {
    gatekeeper.policy(allows(s -> filtered("items", "a = $1", "\u0001".repeat(2_500))));
    assertDenied("shape_too_large", gatekeeper.post("/gatekeeper/items"));
  }

  private static Function<PolicyRequest, Decision> allow(Function<Shape, Shape> grant) {
    return request -> new Allow(grant.apply(request.shape()), true, TTL, "test");
  }

  private static io.shapegate.contract.Policy allows(Function<Shape, Shape> grant) {
    return TestGatekeeper.decides(allow(grant));
  }

  private Future<Decision> late(Decision decision) {
    return gatekeeper
        .vertx()
        .timer(600, java.util.concurrent.TimeUnit.MILLISECONDS)
        .map(decision);
  }

  private static JsonObject allowOf(JsonObject shape) {
    return new JsonObject().put("decision", "allow").put("shape", shape).put("ttl_seconds", 60);
  }

  private static Shape shape(
      String table,
      @Nullable String where,
      @Nullable String columns,
      @Nullable String queryable,
      @Nullable String replica) {
    return new Shape(
        TableName.parse(table),
        where,
        Params.NONE,
        columns == null ? null : Columns.parse(columns),
        queryable == null ? null : Columns.parse(queryable),
        replica == null ? null : Replica.parse(replica));
  }

  private static Shape filtered(String table, String where, String... params) {
    return new Shape(TableName.parse(table), where, new Params(List.of(params)), null, null, null);
  }

  private static Arguments wider(String what, String asked, Function<Shape, Shape> grant) {
    return Arguments.of(what, asked, grant);
  }

  /** The columns and the replica stay, so that the filter is what is wider. */
  private static Arguments wider(String what, Function<Shape, Shape> grant) {
    Function<Shape, Shape> rest = before -> {
      Shape after = grant.apply(before);
      return new Shape(
          after.table(),
          after.where(),
          after.params(),
          before.columns(),
          before.queryableColumns(),
          before.replica());
    };
    return Arguments.of(what, rest);
  }

  private static void assertDenied(String code, RawHttp.Answer answer) {
    assertEquals(403, answer.status(), answer.body());
    assertEquals(code, answer.code());
    assertEquals("", answer.header("retry-after"));
  }

  private static void assertUnavailable(RawHttp.Answer answer) {
    assertEquals(503, answer.status(), answer.body());
    assertEquals("policy_unavailable", answer.code());
    assertEquals("2", answer.header("retry-after"));
    assertEquals("application/problem+json", answer.header("content-type"));
  }
}
