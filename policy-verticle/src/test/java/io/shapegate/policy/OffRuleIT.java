package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that cannot be used says why in the log, in health, in an explanation and to who writes it, and widens nothing. */
@Tag("slow")
class OffRuleIT {
  private static final Subject ALICE =
      new Subject("alice", false, new JsonObject("{\"roles\":[\"member\"]}"));

  private TestDatabase database;
  private LogLines log;
  private PolicyProcess policy;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    log = new LogLines();
    policy = PolicyProcess.started(database.config());
    policy.change(
        database,
        "CREATE TABLE t (id int, owner text, other int); CREATE VIEW v AS SELECT id, owner FROM t;"
            + "INSERT INTO shapegate.lookups VALUES ('broken', 'SELECT x FROM nowhere');"
            + "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns)"
            + " VALUES ('good', 't', 'anyone', 'id = 1', '{id}')");
  }

  @AfterEach
  void stop() {
    policy.close();
    log.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          table_name = 'nowhere', shape_name = 'a-shape'      | there is no table nowhere
          table_name = 'v', shape_name = 'a-shape'            | there is no table v
          namespace = 'other', shape_name = 'a-shape'         | there is no table other.t
          columns = '{id,gone}'                               | t has no column gone
          columns = '{ID}'                                    | t has no column "ID"
          queryable_columns = '{gone,away}'                   | t has no column gone, away
          row_filter = 'gone = 1'                             | column "gone" does not exist
          row_filter = 'id = ''a'''                           | invalid input syntax for type integer: "a"
          row_filter = 'id'                                   | argument of WHERE must be type boolean, not type integer
          row_filter = 'id ='                                 | syntax error at or near ")"
          row_filter = 'id IN (SELECT id FROM nowhere)'       | relation "nowhere" does not exist
          row_filter = 'owner = :sub OR id = :sub'            | operator does not exist: integer = text
          row_filter = 'count(*) > 1'                         | aggregate functions are not allowed in WHERE
          row_filter = 'id = ANY(:absent)'                    | there is no lookup absent, or it is off, and absent needs it
          row_filter = 'id = ANY(:broken)'                    | there is no lookup broken, or it is off, and broken needs it
          row_filter = 'id = 1; DROP TABLE t'                 | a semicolon is not allowed
          row_filter = 'id = 1) OR (true'                     | a bracket closes what is not open
          """)
  void aGrantIsOffForThatReasonAndGrantsNothing(String change, String why) throws Exception {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, priority) VALUES ('off', 't', 'anyone', 1);"
            + "UPDATE shapegate.rules SET " + change + " WHERE name = 'off'");
    policy.change(database, "UPDATE shapegate.rules SET ttl_seconds = 599 WHERE name = 'good'");

    assertEquals(
        1,
        log.containing("rule off is off: " + why).size(),
        () -> log.containing("off").toString());
    assertEquals(why, whyOff());
    Decision.Allow allow = assertInstanceOf(Decision.Allow.class, policy.decide(ALICE, "t"));
    assertEquals("id = 1", allow.shape().where());
    assertEquals("id", String.valueOf(allow.shape().columns()));
    assertInstanceOf(Decision.Deny.class, policy.decide(ALICE, "a-shape"));
    JsonObject told = explained(change.contains("shape_name") ? "a-shape" : "t", "off");
    assertEquals("off", told.getString("outcome"));
    assertEquals(why, told.getString("why"));
  }

  @Test
  void aDenyThatIsOffDeniesEverybodyWithAndWithoutAnExplanation() {
    policy.change(
        database,
        "ALTER TABLE shapegate.rules DROP CONSTRAINT rules_audience_check;"
            + "INSERT INTO shapegate.rules (name, table_name, audience, effect) VALUES ('off', 't', 'nonsense', 'deny')");

    for (Subject subject : List.of(ALICE, Subject.ANONYMOUS)) {
      assertEquals(
          "denied",
          assertInstanceOf(Decision.Deny.class, policy.decide(subject, "t")).code());
    }
    JsonObject told = explained("t", "off");
    assertEquals("denies", told.getString("outcome"));
    assertEquals("is off, so it denies everybody: the audience is unknown", told.getString("why"));
    assertEquals("would grant, but is denied", explained("t", "good").getString("why"));
  }

  @Test
  void aDenyOfWhoKnowsWhatDeniesEverything() {
    policy.change(
        database,
        "ALTER TABLE shapegate.rules DROP CONSTRAINT rules_shape_name_check;"
            + "INSERT INTO shapegate.rules (name, table_name, shape_name, audience, effect) VALUES ('off', 't', 'no shape', 'anyone', 'deny')");

    assertEquals(
        "denied",
        assertInstanceOf(Decision.Deny.class, policy.decide(ALICE, "t")).code());
  }

  @Test
  void anUnknownEffectCountsAsADeny() {
    policy.change(
        database,
        "ALTER TABLE shapegate.rules DROP CONSTRAINT rules_effect_check, DROP CONSTRAINT rules_deny_whole_shapes;"
            + "INSERT INTO shapegate.rules (name, table_name, audience, effect) VALUES ('off', 't', 'anonymous', 'forbid')");

    assertEquals(
        "denied",
        assertInstanceOf(Decision.Deny.class, policy.decide(ALICE, "t")).code());
    assertEquals(
        1,
        log.containing("rule off is off: the effect is neither grant nor deny").size());
  }

  @Test
  void aDenyAboutATableThatIsGoneStillDeniesItsNamedShape() {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, shape_name, audience, effect)"
            + " VALUES ('off', 'nowhere', 'a-shape', 'anonymous', 'deny');"
            + "INSERT INTO shapegate.rules (name, table_name, shape_name, audience) VALUES ('shape', 't', 'a-shape', 'anyone')");

    assertEquals(
        "denied",
        assertInstanceOf(Decision.Deny.class, policy.decide(ALICE, "a-shape")).code());
    assertInstanceOf(Decision.Allow.class, policy.decide(ALICE, "t"));
  }

  /** No trigger of ours tells of it: everything is checked again after 30 s, and asked four times a second. */
  @Test
  void aRuleWhoseColumnGoesIsOffWithoutAnyChangeOfRulesAndOnAgainWithIt() {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, priority)"
            + " VALUES ('off', 't', 'anyone', 'other = 1', 1)");
    assertEquals("off", firstRule());

    database.run("ALTER TABLE t DROP COLUMN other");
    PolicyProcess.awaitTrue(Duration.ofSeconds(31), () -> firstRule().equals("good"));
    assertEquals(
        1, log.containing("rule off is off: column \"other\" does not exist").size());

    database.run("ALTER TABLE t ADD COLUMN other int");
    PolicyProcess.awaitTrue(Duration.ofSeconds(31), () -> firstRule().equals("off"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          'nowhere', NULL, true        | rule new is off as long as there is no table public.nowhere
          'v', NULL, true              | rule new is off as long as there is no table public.v
          't', '{id,gone,away}', true  | rule new is off as long as public.t has no column away, gone
          't', '{id}', true            | ``
          'nowhere', NULL, false       | ``
          """)
  void whoWritesItIsWarned(String values, String warning) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO shapegate.rules (name, audience, table_name, columns, enabled) VALUES ('new', 'anyone', "
              + values + ")");
      SQLWarning told = statement.getWarnings();
      assertEquals(warning, told == null ? "" : told.getMessage());
    }
  }

  private String firstRule() {
    return policy.decide(ALICE, "t").trace().rules().get(0);
  }

  private String whyOff() throws Exception {
    List<String> reasons =
        policy.health().getJsonObject("checks").getJsonObject("rules").getJsonArray("off").stream()
            .map(JsonObject.class::cast)
            .filter(off -> "off".equals(off.getString("rule")))
            .map(off -> off.getString("why"))
            .toList();
    assertEquals(1, reasons.size());
    return reasons.get(0);
  }

  private JsonObject explained(String asked, String rule) {
    List<JsonObject> told =
        policy.explain(ALICE, asked).trace().explanation().getJsonArray("rules").stream()
            .map(JsonObject.class::cast)
            .filter(json -> rule.equals(json.getString("name")))
            .toList();
    assertEquals(1, told.size());
    return told.get(0);
  }
}
