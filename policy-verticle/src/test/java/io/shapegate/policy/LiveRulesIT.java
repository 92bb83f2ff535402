package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.eventbus.ReplyException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the rules counts everywhere within a second, whatever becomes of the connections. */
@Tag("slow")
class LiveRulesIT {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String ON =
      "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('a', 'items', 'anyone')";
  private static final String OFF = "DELETE FROM shapegate.rules WHERE name = 'a'";

  @TempDir
  Path folder;

  private EmbeddedPostgres server;
  private TestDatabase database;
  private TcpLink link;
  private PolicyProcess near;
  private PolicyProcess far;

  @BeforeEach
  void start() {
    server = serverAt(0);
    database = TestDatabase.create(server);
    database.run("CREATE TABLE items (id int); CREATE TABLE others (id int)");
    link = new TcpLink(database.port());
    near = PolicyProcess.started(database.config());
    far = PolicyProcess.started(
        database.config("DATABASE_URL", database.url("postgres", link.port())));
    near.decide(Subject.ANONYMOUS, "items");
    far.decide(Subject.ANONYMOUS, "items");
  }

  @AfterEach
  void stop() throws IOException {
    near.close();
    far.close();
    link.close();
    server.close();
  }

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
  void connectionsThatTheServerEndsLetNothingSlip() {
    outage(
        () -> database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'shapegate-policy'"),
        () -> {});
  }

  @Test
  void aLinkThatIsCutLetsNothingSlip() {
    outage(link::cut, link::mend);
  }

  @Test
  void aServerThatStartsAgainLetsNothingSlip() {
    outage(
        () -> {
          close(server);
          server = serverAt(database.port());
        },
        () -> {});
  }

  @Test
  void aServerThatIsCutOffLeavesNoConnectionsBehind() {
    change("granted", ON);
    link.cut();
    PolicyProcess.awaitTrue(() -> link.open() > 10);
    link.mend();
    PolicyProcess.awaitTrue(far::answers);
    PolicyProcess.awaitTrue(() -> link.open() <= 5);
  }

  @Test
  void aPolicyThatSleptDoesNotAnswerByOldRules() {
    change("granted", ON);
    far.freeze(Duration.ofSeconds(3));
    database.run(OFF);
    LockSupport.parkNanos(LIMIT.toNanos());

    for (int i = 0; i < 20; i++) {
      Decision decision =
          PolicyProcess.await(far.ask(Subject.ANONYMOUS, "items").otherwiseEmpty());
      assertTrue(
          decision == null || decision instanceof Decision.Deny, () -> "an allow: " + decision);
    }
    PolicyProcess.awaitTrue(far::answers);
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

  private void change(String expected, String sql) {
    database.run(sql);
    long committed = System.nanoTime();
    await(expected, committed, near);
    await(expected, committed, far);
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

  private static void await(String expected, long committed, PolicyProcess policy) {
    String last = "";
    do {
      long asked = System.nanoTime();
      last = decision(policy);
      if (asked - committed > LIMIT.toNanos()) {
        assertEquals(expected, last, "a second after the change");
      }
    } while (!last.equals(expected));
  }

  /** While rules are taken away, given back and taken away during an outage, each allow is about a rule that was there. */
  private void outage(Runnable breaks, Runnable mends) {
    change("granted", ON);
    List<Long> allowedAt = new ArrayList<>();
    breaks.run();
    database.run(OFF);
    long committed = System.nanoTime();
    Supplier<Boolean> over = () -> System.nanoTime() - committed > TimeUnit.SECONDS.toNanos(3);
    while (!over.get()) {
      for (PolicyProcess policy : List.of(near, far)) {
        if (decision(policy).equals("granted")) {
          allowedAt.add(System.nanoTime() - committed);
        }
      }
    }
    mends.run();
    PolicyProcess.awaitTrue(
        () -> decision(far).equals("no_rule") && decision(near).equals("no_rule"));
    assertTrue(
        allowedAt.stream().allMatch(nanos -> nanos < LIMIT.toNanos()),
        () -> "allowed so many ns after the rule was gone: " + allowedAt);
    change("granted", ON);
  }

  private static String decision(PolicyProcess policy) {
    Decision decision =
        PolicyProcess.await(policy.ask(Subject.ANONYMOUS, "items").otherwiseEmpty());
    if (decision instanceof Decision.Allow) {
      return "granted";
    }
    return decision instanceof Decision.Deny deny ? deny.code() : "failed";
  }

  private static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private EmbeddedPostgres serverAt(int port) {
    return TestDatabase.start(EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port));
  }
}
