package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an explanation tells about a decision. */
class ExplainIT {
  private static final Subject ALICE =
      new Subject("alice", false, new JsonObject("{\"roles\":[\"member\"],\"org\":7}"));

  private static TestDatabase database;
  private static PolicyProcess policy;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    String role = "explains_" + database.name();
    policy = PolicyProcess.started(database.config(
        "MIGRATION_DATABASE_URL",
        database.url("postgres"),
        "DATABASE_URL",
        database.url(role(role)),
        "EXPLAIN_ROWS",
        "3"));
    policy.change(
        database,
        "CREATE TABLE tasks (id int, org int, padded char(10)); CREATE TABLE hidden (id int); CREATE TABLE shut (id int);"
            + "INSERT INTO tasks SELECT n, n % 4, 'alice' FROM generate_series(1, 8) AS n;"
            + "GRANT SELECT ON tasks, shut TO " + role + ";"
            + "INSERT INTO shapegate.lookups VALUES ('orgs', 'SELECT 3 WHERE :sub = ''alice''', false, 300);"
            + "INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns, priority, effect) VALUES"
            + " ('one', 'tasks', 'authenticated', NULL, 'org = ANY(:orgs)', NULL, 1, 'grant'),"
            + " ('two', 'tasks', 'authenticated', NULL, 'id = :claims.org', NULL, 2, 'grant'),"
            + " ('narrow', 'tasks', 'anyone', NULL, NULL, '{id}', 3, 'grant'),"
            + " ('absent', 'tasks', 'authenticated', NULL, 'id = :claims.absent', NULL, 4, 'grant'),"
            + " ('admins', 'tasks', 'authenticated', '{boss,admin}', NULL, NULL, 5, 'grant'),"
            + " ('padded', 'shut', 'anyone', NULL, 'id = 1', NULL, 6, 'grant'),"
            + " ('closed', 'shut', 'anyone', NULL, NULL, NULL, 7, 'deny'),"
            + " ('unread', 'hidden', 'anyone', NULL, NULL, NULL, 8, 'grant')");
  }

  @AfterAll
  static void stop() {
    policy.close();
    String role = "explains_" + database.name();
    database.run("DROP OWNED BY " + role + "; DROP ROLE " + role);
  }

  @Test
  void everyRuleHasAnOutcomeAndAReason() {
    assertEquals(
        new TreeMap<>(Map.of(
            "one", "grants: is the first that grants",
            "two", "joins: grants the same columns, so its rows are added",
            "narrow", "outranked: grants other columns than the first",
            "absent", "refused: there is no usable claim absent",
            "admins", "skipped: needs one of the roles admin, boss")),
        outcomes(explanation(ALICE, "tasks")));
    assertEquals(
        new TreeMap<>(Map.of(
            "padded",
            "outranked: would grant, but is denied",
            "closed",
            "denies: is for this subject")),
        outcomes(explanation(ALICE, "shut")));
    assertEquals(new TreeMap<>(), outcomes(explanation(ALICE, "nothing")));
  }

  @Test
  void valuesSayWhereTheyComeFrom() {
    explanation(ALICE, "tasks");
    JsonObject values = new JsonObject();
    explanation(ALICE, "tasks").getJsonArray("values").stream()
        .map(JsonObject.class::cast)
        .forEach(value -> values.put(value.getString("name"), value));

    assertEquals(
        new JsonObject().put("name", ":claims.org").put("value", "7").put("from", "token"),
        values.getJsonObject(":claims.org"));
    assertEquals("token", values.getJsonObject(":claims.absent").getString("from"));
    assertNull(values.getJsonObject(":claims.absent").getString("value"));
    assertEquals("{3}", values.getJsonObject(":orgs").getString("value"));
    assertEquals("lookup", values.getJsonObject(":orgs").getString("from"));
    assertEquals(true, values.getJsonObject(":orgs").getBoolean("cached"));
  }

  @Test
  void rowsAreCountedUpToTheLimit() {
    assertEquals(
        new JsonObject().put("count", 2).put("limit", 3).put("more", false),
        explanation(ALICE, "tasks").getJsonObject("rows"));
    assertEquals(
        new JsonObject().put("count", 3).put("limit", 3).put("more", true),
        explanation(Subject.ANONYMOUS, "tasks").getJsonObject("rows"));
  }

  @Test
  void aTableThatTheRoleMayNotReadIsNoFailure() {
    assertEquals(
        "permission denied for table hidden",
        explanation(ALICE, "hidden").getJsonObject("rows").getString("note"));
  }

  @Test
  void everyStepHasItsTime() {
    JsonObject millis = explanation(ALICE, "tasks").getJsonObject("ms");

    assertEquals(List.of("rules", "values", "rows"), List.copyOf(millis.fieldNames()));
    millis.fieldNames().forEach(step -> assertTrue(millis.getDouble(step) >= 0));
  }

  @Test
  void theDecisionNamesTheRulesItRestsOn() {
    assertEquals(List.of("one", "two"), policy.decide(ALICE, "tasks").trace().rules());
    assertEquals(List.of("closed"), policy.decide(ALICE, "shut").trace().rules());
    assertNull(policy.decide(ALICE, "tasks").trace().explanation());
    assertInstanceOf(Decision.Deny.class, policy.decide(ALICE, "nothing"));
  }

  private static JsonObject explanation(Subject subject, String table) {
    return policy.explain(subject, table).trace().explanation();
  }

  private static Map<String, String> outcomes(JsonObject explanation) {
    TreeMap<String, String> outcomes = new TreeMap<>();
    JsonArray rules = explanation.getJsonArray("rules");
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.getJsonObject(i);
      outcomes.put(
          rule.getString("name"), rule.getString("outcome") + ": " + rule.getString("why"));
    }
    return outcomes;
  }

  private static String role(String name) {
    database.run("CREATE ROLE " + name + " LOGIN PASSWORD 'of-the-explaining-role'");
    return name + ":of-the-explaining-role";
  }
}
