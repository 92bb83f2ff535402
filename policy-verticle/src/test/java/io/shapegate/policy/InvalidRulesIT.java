package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that cannot be used is as good as none, also where somebody took the table's constraints away. */
class InvalidRulesIT {
  private static final Subject ALICE =
      new Subject("alice", false, new JsonObject("{\"roles\":[\"member\"]}"));

  private TestDatabase database;
  private PolicyProcess policy;
  private LogLines log;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    log = new LogLines();
    policy = PolicyProcess.started(database.config());
    database.run(
        "CREATE TABLE broken (id int); CREATE TABLE mixed (id int, owner text); CREATE TABLE items (a int);"
            + "DO $$ DECLARE c name; BEGIN FOR c IN SELECT conname FROM pg_constraint"
            + " WHERE conrelid = 'shapegate.rules'::regclass AND contype = 'c'"
            + " LOOP EXECUTE format('ALTER TABLE shapegate.rules DROP CONSTRAINT %I', c); END LOOP; END $$");
  }

  @AfterEach
  void stop() {
    policy.close();
    log.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row_filter = 'owner = :sub) OR (true'",
        "row_filter = 'true -- '",
        "row_filter = 'owner = $1'",
        "row_filter = 'owner = :user_id'",
        "row_filter = 'true; DROP TABLE items'",
        "row_filter = ''",
        "columns = '{}'",
        "columns = '{NULL}'",
        "columns = '{\"\"}'",
        "columns = ARRAY[repeat('a', 64)]",
        "columns = '{{a},{b}}'",
        "queryable_columns = '{}'",
        "queryable_columns = '{id,NULL}'",
        "roles = '{}'",
        "roles = '{NULL}'",
        "roles = '{member}', audience = 'anyone'",
        "audience = 'everyone'",
        "ttl_seconds = 0",
        "ttl_seconds = -5"
      })
  void grantNothingAndLeaveTheOthersAlone(String change) {
    rule("broken", "broken", "true");
    rule("broken-too", "mixed", "true");
    rule("good", "mixed", "owner = :sub");
    policy.change(database, "UPDATE shapegate.rules SET " + change + " WHERE name LIKE 'broken%'");

    Decision alone = policy.decide(ALICE, "broken");
    Decision mixed = policy.decide(ALICE, "mixed");

    assertEquals("no_rule", assertInstanceOf(Decision.Deny.class, alone).code());
    Decision.Allow allow = assertInstanceOf(Decision.Allow.class, mixed);
    assertEquals("rule good", allow.reason());
    assertEquals("owner = $1", allow.shape().where());
  }

  @Test
  void areReportedOnceAndAgainWhenTheyChange() {
    rule("broken", "items", "a = :b");
    policy.decide(ALICE, "items");
    policy.decide(ALICE, "items");
    assertEquals(1, reports().size(), reports()::toString);

    policy.change(database, "UPDATE shapegate.rules SET row_filter = 'a = (1'");
    policy.decide(ALICE, "items");
    policy.decide(ALICE, "items");
    assertEquals(
        List.of("rule broken is off: a bracket is not closed"),
        reports().subList(1, reports().size()));

    policy.change(database, "UPDATE shapegate.rules SET row_filter = 'a = 1'");
    assertInstanceOf(Decision.Allow.class, policy.decide(ALICE, "items"));
    assertEquals(2, reports().size());
  }

  private List<String> reports() {
    return log.containing("rule broken is off");
  }

  private void rule(String name, String table, String filter) {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES ('" + name
            + "', '" + table + "', 'authenticated', '" + filter + "')");
  }
}
