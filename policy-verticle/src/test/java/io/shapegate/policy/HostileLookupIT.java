package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lookup can do nothing but read, and harms no rule that does not need it. */
@Tag("slow")
class HostileLookupIT extends LookupCases {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT org FROM nowhere",
        "SELECT org, who FROM members",
        "SELECT x FROM written",
        "SELECT 1; DELETE FROM written",
        "DELETE FROM written RETURNING x",
        "WITH w AS (INSERT INTO written VALUES (1) RETURNING x) SELECT x FROM w",
        "SELECT 1) AS lookup); DELETE FROM written; SELECT ((1",
        "SELECT org FROM members WHERE who = :other",
        "SELECT org FROM members WHERE who = :l",
        "SELECT org FROM members FOR UPDATE",
        "SELECT 1 -- 2",
        "not SQL at all"
      })
  void whatPostgresRefusesIsOffAndTheRuleThatNeedsItToo(String query) throws Exception {
    lookup("l", query, false, 0);
    rule("uses-l", "t", "i = ANY(:l)");

    assertEquals("rule good", reason(policy.decide(subject("alice"), "t")));
    assertEquals(2, off().size(), off()::toString);
    enableOnly("uses-l");
    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT writes(:sub)",
        "SELECT writes_unless_null(:sub)",
        "SELECT raises(:sub)",
        "SELECT nextval('counter')",
        "SELECT pg_notify('x', :sub)::text",
        "SELECT pg_sleep(10)::text",
        "SELECT pg_sleep(10)::text WHERE :sub::text <> ''",
        "SELECT set_config('default_transaction_read_only', 'off', false) || writes(:sub)",
        "SELECT set_config('transaction_read_only', 'off', true) || writes(:sub)"
      })
  void whatWritesOrTakesLongWritesNothingAndHarmsNoOtherRule(String query) {
    lookup("bad", query, false, 0);
    rule("uses-bad", "t", "i::text = ANY(:bad)");
    enableOnly("uses-bad");

    for (int i = 0; i < 3; i++) {
      try {
        Decision decision = policy.decide(subject("alice"), "t");
        boolean harmless = query.contains("pg_notify");
        assertTrue(harmless || decision instanceof Decision.Deny, decision::toString);
      } catch (ReplyException e) {
        assertNotEquals(ReplyFailure.NO_HANDLERS, e.failureType());
      }
    }
    assertEquals(List.of(), database.read("SELECT x FROM written"));
    assertEquals(List.of("f"), database.read("SELECT is_called FROM counter"));
    enableOnly("good");
    assertEquals("rule good", reason(policy.decide(subject("alice"), "t")));
  }

  @Test
  void noSettingThatALookupChangesOutlivesIt() {
    lookup(
        "unlocks",
        "SELECT concat(set_config('default_transaction_read_only', 'off', false), set_config('statement_timeout', '0', false))",
        false,
        0);
    lookup("bad", "SELECT writes(:sub)", false, 0);
    rule("uses-unlocks", "t", "s = ANY(:unlocks)");
    for (int i = 0; i < 20; i++) {
      enableOnly("uses-unlocks");
      asked(subject("alice"));
    }
    rule("uses-bad", "t", "i = ANY(:bad)");
    enableOnly("uses-bad");
    for (int i = 0; i < 20; i++) {
      asked(subject("alice"));
    }
    assertEquals(List.of(), database.read("SELECT x FROM written"));
  }

  @Test
  void aSlowOneFailsInTimeAndNothingPilesUp() {
    lookup("slow", "SELECT pg_sleep(10)::text WHERE :sub::text <> ''", false, 0);
    rule("uses-slow", "t", "s = ANY(:slow)");
    rule("items", "t", "true");
    database.run("UPDATE shapegate.rules SET shape_name = 'slow-shape' WHERE name = 'uses-slow'");
    enableOnly("uses-slow', 'items");

    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      List<Future<Decision>> asked = Stream.generate(
              () -> policy.ask(subject("alice"), "slow-shape"))
          .limit(50)
          .toList();
      assertEquals("rule items", reason(policy.decide(subject("alice"), "t")));
      asked.forEach(
          answer -> assertThrows(ReplyException.class, () -> PolicyProcess.await(answer)));
      assertTrue(since(start).toMillis() < 2_000, since(start)::toString);
    }
    PolicyProcess.awaitTrue(() -> database
        .read("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
        .equals(List.of("0")));
  }

  @Test
  void aLockedTableHarmsOnlyTheRulesThatNeedIt() throws Exception {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    database.run("UPDATE shapegate.rules SET shape_name = 'needs-members' WHERE name = 'uses-l'");
    enableOnly("uses-l', 'good");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE members IN ACCESS EXCLUSIVE MODE");
      policy.change(database, "UPDATE shapegate.rules SET ttl_seconds = 77 WHERE name = 'good'");

      for (int i = 0; i < 5; i++) {
        Decision.Allow allow =
            assertInstanceOf(Decision.Allow.class, policy.decide(subject("alice"), "t"));
        assertEquals(Duration.ofSeconds(77), allow.ttl());
        Decision needy = asked(subject("alice"), "needs-members");
        assertTrue(needy == null || needy instanceof Decision.Deny, () -> needy.toString());
      }
      connection.rollback();
    }
    PolicyProcess.awaitTrue(
        () -> asked(subject("alice"), "needs-members") instanceof Decision.Allow);
  }

  @Test
  void aRoleWithoutRightsTurnsTheLookupOffAndSaysWhy() throws Exception {
    policy.close();
    log.close();
    log = new LogLines();
    database.run("CREATE TABLE secrets (x int)");
    policy = started();
    lookup("l", "SELECT x FROM secrets WHERE x::text = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");

    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
    assertTrue(off().contains("permission denied for table secrets"), off()::toString);
    assertEquals(
        1,
        log.containing("lookup l is off: permission denied for table secrets").size());
  }
}
