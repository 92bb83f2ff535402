package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.eventbus.ReplyException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A change of the rules counts everywhere within a second. */
@Tag("slow")
class LiveRulesIT extends LiveRulesCases {
  @Test
  void everyKindOfChangeCountsAtEveryInstance() {
    changes();
  }

  @Test
  void itDoesSoWithoutNotificationsToo() {
    database.run(
        "CREATE OR REPLACE FUNCTION shapegate.count_change() RETURNS trigger LANGUAGE plpgsql"
            + " SECURITY DEFINER AS $$ BEGIN UPDATE shapegate.revision SET number = number + 1; RETURN NULL; END $$");
    changes();
  }

  @Test
  void whatIsRolledBackChangesNothing() {
    expect("no_rule", "BEGIN; " + ON + "; ROLLBACK");
    expect("granted", ON);
    expect("granted", "BEGIN; TRUNCATE shapegate.rules; ROLLBACK");
  }

  @Test
  void aDecisionThatWaitedForALookupRestsOnTheRulesOfItsEnd() {
    database.run("CREATE TABLE gate (x int); INSERT INTO gate VALUES (1);"
        + "INSERT INTO shapegate.lookups VALUES ('slow', 'SELECT x FROM gate WHERE pg_sleep(0.4) IS NOT NULL', false, 0);"
        + ON.replace("items", "others").replace("'a'", "'b'"));
    change(
        "granted",
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES ('a', 'items', 'anyone', 'id = ANY(:slow)')");
    for (int i = 0; i < 3; i++) {
      var answer = near.ask(Subject.ANONYMOUS, "items");
      near.change(database, "UPDATE shapegate.rules SET enabled = false");
      assertInstanceOf(Decision.Deny.class, PolicyProcess.await(answer));
      change("granted", "UPDATE shapegate.rules SET enabled = true");
    }
  }

  @Test
  void thousandsOfRulesAreReadAndOneMore() {
    near.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, priority)"
            + " SELECT 'rule-' || n, CASE WHEN n = 1 THEN 'items' ELSE 'others' END, 'anyone', 'id = ' || n % 7, n FROM generate_series(1, 5000) AS n");
    PolicyProcess.awaitTrue(() -> decision(near).equals("granted"));
    near.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, priority) VALUES ('first', 'others', 'anyone', 'id = -1', -1)");
    PolicyProcess.awaitTrue(() -> decision(near).equals("granted"));
    near.change(database, "DELETE FROM shapegate.rules WHERE name = 'rule-1'");
    PolicyProcess.awaitTrue(() -> decision(near).equals("no_rule"));
  }

  @Test
  void aLockedTableWithManyRulesKeepsNoOtherRuleWaiting() throws Exception {
    change("granted", ON);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE others IN ACCESS EXCLUSIVE MODE");
      near.change(
          database,
          "INSERT INTO shapegate.rules (name, table_name, audience, row_filter)"
              + " SELECT 'rule-' || n, 'others', 'anyone', 'id = ' || n FROM generate_series(1, 60) AS n");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
      while (System.nanoTime() < end) {
        assertEquals("granted", decision(near));
      }
      connection.rollback();
    }
    PolicyProcess.awaitTrue(() -> near.health()
        .getJsonObject("checks")
        .getJsonObject("rules")
        .getInteger("in_force")
        .equals(61));
  }

  @Test
  void aRevisionThatIsNullOrGoneStopsDecisionsUntilItIsThere() {
    change("granted", ON);
    for (String damage : List.of(
        "ALTER TABLE shapegate.revision ALTER number DROP NOT NULL; UPDATE shapegate.revision SET number = NULL",
        "DELETE FROM shapegate.revision")) {
      database.run(damage);
      PolicyProcess.awaitTrue(() -> !near.answers());
      for (int i = 0; i < 3; i++) {
        assertThrows(ReplyException.class, () -> near.decide(Subject.ANONYMOUS, "items"));
      }
      database.run(
          "DELETE FROM shapegate.revision; INSERT INTO shapegate.revision (number) VALUES (1000)");
      PolicyProcess.awaitTrue(near::answers);
      assertEquals("granted", decision(near));
    }
  }

  /** Inserts, updates, deletes, truncates, several at once, and a lookup. */
  private void changes() {
    change("granted", ON);
    change("no_rule", "UPDATE shapegate.rules SET enabled = false");
    change("granted", "UPDATE shapegate.rules SET enabled = true");
    change("no_rule", OFF);
    change("granted", "BEGIN; " + ON + "; " + OFF + "; " + ON + "; COMMIT");
    change("no_rule", "TRUNCATE shapegate.rules");
    change(
        "missing_value",
        "BEGIN; INSERT INTO shapegate.lookups VALUES ('l', 'SELECT id FROM others', true, 300);"
            + "INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES ('a', 'items', 'anyone', 'id = :l'); COMMIT");
    change("granted", "UPDATE shapegate.lookups SET query = 'SELECT 1'");
    change("no_rule", "DELETE FROM shapegate.lookups");
    change("granted", "UPDATE shapegate.rules SET row_filter = NULL");
    change(
        "denied",
        "INSERT INTO shapegate.rules (name, table_name, audience, effect) VALUES ('d', 'items', 'anyone', 'deny')");
  }

  /** For what must not become something else either. */
  private void expect(String expected, String sql) {
    change(expected, sql);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      assertEquals(expected, decision(near));
      assertEquals(expected, decision(far));
    }
  }
}
