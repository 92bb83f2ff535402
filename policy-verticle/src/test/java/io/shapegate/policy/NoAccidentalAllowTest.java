package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.ClaimPath;
import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.RolesClaim;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step of a decision fails in each way, and there is never an allow. */
class NoAccidentalAllowTest {
  private static final TableName TASKS = TableName.parse("tasks");
  private static final Subject ALICE =
      new Subject("alice", false, new JsonObject("{\"roles\":[\"known\"],\"org\":7}"));
  private static final JsonObject ROW = new JsonObject()
      .put("name", "members")
      .put("effect", "grant")
      .put("namespace", "public")
      .put("table_name", "tasks")
      .put("shape_name", null)
      .put("audience", "authenticated")
      .put("roles", new JsonArray().add("member"))
      .put("row_filter", "org = :claims.org AND id = ANY(:ids)")
      .put("columns", new JsonArray().add("id"))
      .put("queryable_columns", new JsonArray().add("id"))
      .put("client_filter", false)
      .put("subsets", false)
      .put("ttl_seconds", 60)
      .put("priority", 1);

  private Supplier<Future<RuleBook>> rules;
  private BiFunction<Lookup, List<String>, Future<BindValue>> lookups =
      NoAccidentalAllowTest::lookedUp;
  private Function<Shape, Future<JsonObject>> rows =
      shape -> Future.succeededFuture(new JsonObject());

  @BeforeEach
  void restrictAsUsual() {
    RuleBook book = book(ROW);
    rules = () -> Future.succeededFuture(book);
  }

  @Test
  void withEveryStepInOrderThereIsAnAllow() {
    for (boolean explain : new boolean[] {false, true}) {
      Decision.Allow allow =
          assertInstanceOf(Decision.Allow.class, decide(explain).result());
      assertEquals("org = $1 AND id = ANY($2)", allow.shape().where());
      assertEquals(List.of("7", "{1,2}"), allow.shape().params().values());
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void withoutRulesThereIsNone(Supplier<Future<RuleBook>> broken) {
    rules = broken;
    assertNoAllow();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void withoutRulesAtTheEndThereIsNone(Supplier<Future<RuleBook>> broken) {
    RuleBook book = book(ROW);
    int[] calls = {0};
    rules = () -> calls[0]++ == 0 ? Future.succeededFuture(book) : broken.get();
    assertNoAllow();
  }

  @Test
  void rulesThatChangeMeanwhileAreTheOnesThatCount() {
    RuleBook before = book(ROW);
    RuleBook after = book();
    int[] calls = {0};
    rules = () -> Future.succeededFuture(calls[0]++ == 0 ? before : after);
    assertInstanceOf(Decision.Deny.class, decide(false).result());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void withoutRolesThereIsNone(Supplier<Future<BindValue>> broken) {
    lookups = (lookup, parameters) ->
        lookup.name().equals("roles") ? broken.get() : lookedUp(lookup, parameters);
    assertNoAllow();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void withoutValuesThereIsNone(Supplier<Future<BindValue>> broken) {
    lookups = (lookup, parameters) ->
        lookup.name().equals("ids") ? broken.get() : lookedUp(lookup, parameters);
    assertNoAllow();
  }

  @Test
  void aLookupWithoutAValueIsADenialAndForRolesAFailure() {
    for (String name : List.of("ids", "roles")) {
      lookups = (lookup, parameters) -> lookup.name().equals(name)
          ? Future.succeededFuture(BindValue.nothing("none"))
          : lookedUp(lookup, parameters);
      assertNoAllow();
      assertEquals(name.equals("roles"), decide(false).failed());
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void withoutAnExplanationTheDecisionIsTheSameOrFails(Supplier<Future<JsonObject>> broken) {
    rows = shape -> broken.get();
    Decision plain = decide(false).result();
    Future<Decision> explained = decide(true);
    if (explained.succeeded()) {
      assertEquals(((Decision.Allow) plain).shape(), ((Decision.Allow) explained.result()).shape());
    }
  }

  @Test
  void whatIsKnownOfSubjectAndTableCountsExactly() {
    for (Subject other : List.of(
        Subject.ANONYMOUS,
        new Subject("alice", true, ALICE.claims()),
        new Subject("alice", false, new JsonObject()),
        new Subject("alice", false, new JsonObject().put("org", new JsonObject())),
        new Subject("alice", false, new JsonObject().putNull("org")))) {
      assertNoAllow(decide(other, "tasks"));
    }
    for (String other : List.of("Tasks\"", "other.tasks", "task", "tasks2")) {
      String name = other.endsWith("\"") ? "\"" + other : other;
      assertNoAllow(decide(ALICE, name));
    }
  }

  /** No value of no column, and not even its absence, makes more of the rule than it was. */
  @ParameterizedTest
  @MethodSource("columns")
  void aRowThatLacksAColumnOrHoldsAnotherTypeIsNoRule(String column) {
    JsonObject without = ROW.copy();
    without.remove(column);
    assertThrows(RuntimeException.class, () -> RuleReader.read(without));
    for (Object wrong : Stream.of(
            new JsonObject(), new JsonArray(), true, 1.5, "", " ", "\0", Long.MIN_VALUE)
        .toList()) {
      JsonObject row = ROW.copy().put(column, wrong);
      Rule rule;
      try {
        rule = RuleReader.read(row);
      } catch (RuntimeException refused) {
        continue;
      }
      RuleBook book = bookOf(List.of(rule));
      rules = () -> Future.succeededFuture(book);
      assertNoMore(decide(false), column + " = " + wrong);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void aDenyThatCannotBeReadIsStillADeny(String column) {
    for (Object wrong :
        Stream.of(new JsonObject(), new JsonArray(), 1.5, "", "\0").toList()) {
      JsonObject row = ROW.copy().put("effect", "deny").put(column, wrong);
      Rule unread = null;
      try {
        unread = RuleReader.read(row);
      } catch (RuntimeException refused) {
        OffRule off = assertDoesNotThrow(() -> RuleReader.off(row, new InvalidRuleException("x")));
        assertEquals(true, off.denies(), column + " = " + wrong);
      }
      assertEquals(true, unread == null || unread.denies() || column.equals("effect"));
    }
  }

  static Stream<String> columns() {
    return ROW.fieldNames().stream();
  }

  static Stream<Supplier<Future<?>>> broken() {
    return Stream.of(
        () -> {
          throw new IllegalStateException("thrown");
        },
        () -> {
          throw new ClassCastException("thrown");
        },
        () -> Future.failedFuture("failed"),
        () -> Future.failedFuture(new InvalidRuleException("failed")),
        () -> Future.failedFuture((String) null),
        () -> Promise.promise().future(),
        () -> Future.succeededFuture(null),
        () -> Future.succeededFuture("of a wrong type"),
        () -> null);
  }

  private static Future<BindValue> lookedUp(Lookup lookup, List<String> parameters) {
    assertEquals(List.of("alice"), parameters);
    return Future.succeededFuture(
        lookup.name().equals("roles")
            ? BindValue.looked("{member}", List.of("member"))
            : BindValue.looked("{1,2}", List.of("1", "2")));
  }

  private static RuleBook book(JsonObject... rows) {
    return bookOf(Stream.of(rows).map(RuleReader::read).toList());
  }

  private static RuleBook bookOf(List<Rule> rules) {
    return RuleBook.of(
        1,
        rules,
        List.of(),
        Map.of("roles", lookup("roles"), "ids", lookup("ids")),
        Map.of(),
        Map.of(TASKS, Columns.parse("id,org,salary")));
  }

  private static Lookup lookup(String name) {
    return new Lookup(name, "", List.of(Bind.parse("sub")), false, Duration.ZERO);
  }

  private Future<Decision> decide(boolean explain) {
    return decide(new PolicyRequest("r", ALICE, Shape.of(TASKS), explain));
  }

  private Future<Decision> decide(Subject subject, String table) {
    return decide(new PolicyRequest("r", subject, Shape.of(TableName.parse(table))));
  }

  /** As the event bus calls it: what is thrown is a failure. */
  private Future<Decision> decide(PolicyRequest request) {
    BindResolver binds =
        new BindResolver((lookup, parameters) -> lookups.apply(lookup, parameters));
    RulesPolicy policy = new RulesPolicy(
        () -> rules.get(),
        new RolesSource(
            new RolesClaim(ClaimPath.parse("roles").orElseThrow()), Optional.of("roles"), binds),
        binds,
        new Explainer(shape -> rows.apply(shape)));
    return Future.future(promise -> policy.decide(request).onComplete(promise));
  }

  private void assertNoAllow() {
    assertNoAllow(decide(false));
    assertNoAllow(decide(true));
  }

  private static void assertNoAllow(Future<Decision> decision) {
    assertFalse(
        decision.succeeded() && !(decision.result() instanceof Decision.Deny), decision::toString);
  }

  private static void assertNoMore(Future<Decision> decision, String what) {
    if (decision.succeeded() && decision.result() instanceof Decision.Allow allow) {
      assertNotNull(allow.shape().where(), what);
      assertEquals(Columns.parse("id"), allow.shape().columns(), what);
      assertEquals(Columns.parse("id"), allow.shape().queryableColumns(), what);
      assertFalse(allow.subsets() && !what.startsWith("subsets"), what);
    }
  }
}
