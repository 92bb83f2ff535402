package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions in a table, written by a role that may do nothing but insert, while Postgres comes and goes. */
final class DecisionTableIT {
  /** Far less than any time-out of the database, and more than a busy machine takes. */
  private static final long MAX_MILLIS = 2_000;

  @TempDir
  static Path folder;

  private static DecisionsDatabase database;

  @BeforeAll
  static void start() {
    database = new DecisionsDatabase(folder);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.run("TRUNCATE shapegate.decisions");
  }

  @Test
  void anAllowIsARowThatOneCanAskFor() {
    try (TestGatekeeper gatekeeper = gatekeeper()) {
      gatekeeper.policy(TestGatekeeper.decides(r -> new Allow(
          r.shape(), false, Duration.ofMinutes(10), "rule a", new Trace(List.of("a", "b"), null))));
      gatekeeper.post("/gatekeeper/tasks?where=done&columns=id,title");
      awaitRows(1);
      assertEquals(
          List.of("alice|f|allowed|null|rule a|tasks|{policy.rules}|{a,b}|t|t|t|600"),
          database.read("SELECT subject, anonymous, outcome, code, reason, table_name, policies,"
              + " rules, ms > 0, jti IS NOT NULL, now() - at < '1 minute',"
              + " round(extract(epoch FROM expires_at - at) / 60) * 60"
              + " FROM shapegate.decisions"));
      assertEquals(
          new JsonObject("{\"table\":\"tasks\",\"where\":\"done\",\"columns\":\"id,title\"}"),
          new JsonObject(database.read("SELECT asked FROM shapegate.decisions").get(0)));
      assertEquals(
          List.of("false|600"),
          database.read(
              "SELECT granted->'subsets', granted->'ttl_seconds' FROM shapegate.decisions"));
      assertEquals(
          List.of(gatekeeper.asked.get(0).id()),
          database.read("SELECT request_id FROM shapegate.decisions"));
    }
  }

  @Test
  void aDenialAndAnOutageAreRowsToo() {
    try (TestGatekeeper gatekeeper = gatekeeper()) {
      gatekeeper.post("/gatekeeper/tasks");
      gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("no_rule", "no")));
      gatekeeper.post("/gatekeeper/tasks");
      awaitRows(2);
      assertEquals(
          List.of("unavailable|policy_unavailable|t|t|t", "denied|no_rule|t|t|t"),
          database.read("SELECT outcome, code, granted IS NULL, jti IS NULL, expires_at IS NULL"
              + " FROM shapegate.decisions ORDER BY at"));
    }
  }

  @Test
  void theRoleMayNotRead() {
    assertEquals(
        List.of("f|f|f|t"),
        database.read("SELECT has_table_privilege('writer', 'shapegate.decisions', 'SELECT'),"
            + " has_table_privilege('writer', 'shapegate.decisions', 'UPDATE'),"
            + " has_table_privilege('writer', 'shapegate.decisions', 'DELETE'),"
            + " has_table_privilege('writer', 'shapegate.decisions', 'INSERT')"));
  }

  @Test
  void manyDecisionsAreFewStatements() {
    try (TestGatekeeper gatekeeper = gatekeeper().policy(TestGatekeeper.grantsAll())) {
      post(gatekeeper, 300);
      awaitRows(300);
      int statements = Integer.parseInt(database
          .read("SELECT count(DISTINCT xmin::text) FROM shapegate.decisions")
          .get(0));
      assertTrue(statements < 60, statements + " statements");
      awaitFacts(gatekeeper, 0, 0);
    }
  }

  @Test
  void whatIsThereAtTheEndIsWritten() {
    TestGatekeeper gatekeeper = gatekeeper().policy(TestGatekeeper.grantsAll());
    post(gatekeeper, 20);
    gatekeeper.close();
    assertEquals(20, database.count());
  }

  @Test
  void withoutPostgresAnswersAreAsQuickAndDecisionsComeLaterOrAreCounted() {
    try (TestGatekeeper gatekeeper =
        gatekeeper("DECISION_LOG_QUEUE", "100").policy(TestGatekeeper.grantsAll())) {
      post(gatekeeper, 10);
      awaitRows(10);
      database.stop();
      try {
        assertTrue(post(gatekeeper, 250) < MAX_MILLIS);
        awaitFacts(gatekeeper, 100, 150);
        TestGatekeeper.until(() -> gatekeeper.get("/health/ready").status() == 200);
      } finally {
        database.startAgain();
      }
      assertTrue(post(gatekeeper, 20) < MAX_MILLIS);
      TestGatekeeper.until(() -> facts(gatekeeper).getInteger("queued") == 0);
      post(gatekeeper, 5);
      TestGatekeeper.until(() -> facts(gatekeeper).getInteger("queued") == 0);
      int dropped = facts(gatekeeper).getInteger("dropped");
      awaitRows(285 - dropped);
      assertTrue(dropped >= 150 && dropped <= 170, dropped + " dropped");
    }
  }

  @Test
  void whilePostgresIsSilentAnswersAreAsQuick() {
    try (BrokenLink link = new BrokenLink(database.port());
        TestGatekeeper gatekeeper = gatekeeper(
                "DECISION_LOG_DATABASE_URL", database.url(link.port()), "DECISION_LOG_QUEUE", "100")
            .policy(TestGatekeeper.grantsAll())) {
      post(gatekeeper, 10);
      awaitRows(10);
      link.breakDown();
      assertTrue(post(gatekeeper, 200) < MAX_MILLIS);
      awaitFacts(gatekeeper, 100, 100);
      link.repair();
      awaitRows(110);
      awaitFacts(gatekeeper, 0, 100);
    }
  }

  @Test
  void whileTheTableIsLockedAnswersAreAsQuick() throws Exception {
    try (TestGatekeeper gatekeeper = gatekeeper().policy(TestGatekeeper.grantsAll());
        java.sql.Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("LOCK TABLE shapegate.decisions");
      assertTrue(post(gatekeeper, 50) < MAX_MILLIS);
      awaitFacts(gatekeeper, 50, 0);
      connection.rollback();
      awaitRows(50);
    }
  }

  @Test
  void whatMayNotBeWrittenYetIsWrittenOnceItMay() {
    try (LogRecorder log = new LogRecorder("io.shapegate.postgres")) {
      database.run("REVOKE INSERT ON shapegate.decisions FROM writer");
      try (TestGatekeeper gatekeeper = gatekeeper().policy(TestGatekeeper.grantsAll())) {
        post(gatekeeper, 3);
        TestGatekeeper.until(() -> !log.lines().isEmpty());
        assertEquals(
            "WARN Postgres: permission denied for table decisions; trying again in 1 s",
            log.lines().get(0));
        database.run("GRANT INSERT ON shapegate.decisions TO writer");
        awaitRows(3);
      }
    }
  }

  @Test
  void hostileTextsAreStored() {
    try (TestGatekeeper gatekeeper = gatekeeper("DECISION_LOG_PARAMS", "true")) {
      gatekeeper.policy(TestGatekeeper.decides(DecisionTableIT::denyWithHostileText));
      gatekeeper.post("/gatekeeper/%22a%0D%0A'%22?where=%01%1B%C2%9B%5C%5Cu0000'%22&params%5B1%5D="
          + "%7B%5C%22%F0%9F%99%82");
      awaitRows(1);
      assertEquals(
          List.of("no|a?'\"b;?|\"a\r\n'\"|\u0001\u001b\u009b\\\\u0000'\"|{\\\"\uD83D\uDE42"),
          database.read("SELECT code, reason, table_name, asked->>'where', asked->'params'->>0"
              + " FROM shapegate.decisions"));
    }
  }

  private static Decision denyWithHostileText(PolicyRequest request) {
    return new Deny("no", "a\u0000'\"b;\ud800", new Trace(List.of("r'\"{}"), null));
  }

  @Test
  void oneThatPostgresRefusesDoesNotKeepTheOthersOut() {
    withSink((sink, log) -> {
      List<JsonObject> batch = IntStream.range(0, 20).mapToObj(i -> row()).toList();
      batch.get(7).remove("subject");
      batch.get(12).put("reason", "a\u0000b");
      assertEquals(2, TestGatekeeper.await(sink.write(batch)));
      assertEquals(18, database.count());
      assertEquals(2, log.lines().size());
      assertTrue(log.lines().get(0).contains(batch.get(7).getString("request_id")));
    });
  }

  @Test
  void oneThatComesTwiceIsThereOnce() {
    withSink((sink, log) -> {
      List<JsonObject> batch = List.of(row(), row());
      assertEquals(0, TestGatekeeper.await(sink.write(batch)));
      assertEquals(0, TestGatekeeper.await(sink.write(batch)));
      assertEquals(2, database.count());
      assertTrue(log.lines().isEmpty());
    });
  }

  private interface SinkTest {
    void run(TableSink sink, LogRecorder log);
  }

  private static void withSink(SinkTest test) {
    Vertx vertx = Vertx.vertx();
    DecisionLogConfig config = DecisionLogConfig.from(
        new Settings(Map.of("DECISION_LOG_DATABASE_URL", database.url())), 1);
    assertFalse(config.toString().contains("decisions-pass"));
    try (LogRecorder log = new LogRecorder(TableSink.class)) {
      test.run(new TableSink(vertx, config.options(config.database())), log);
    } finally {
      TestGatekeeper.await(vertx.close());
    }
  }

  private static JsonObject row() {
    return new JsonObject()
        .put("request_id", UUID.randomUUID().toString())
        .put("at", "2026-01-01T00:00:00.123456Z")
        .put("subject", "alice")
        .put("anonymous", false)
        .put("outcome", "denied")
        .put("table", "tasks")
        .put("asked", new JsonObject())
        .put("policies", new JsonArray())
        .put("rules", new JsonArray())
        .put("ms", 1.5);
  }

  private static TestGatekeeper gatekeeper(String... more) {
    Map<String, String> changes =
        new HashMap<>(Map.of("DECISION_LOG_DATABASE_URL", database.url()));
    for (int i = 0; i < more.length; i += 2) {
      changes.put(more[i], more[i + 1]);
    }
    return TestGatekeeper.start(changes);
  }

  /** Asks so often, one after the other; how long the slowest answer took, in milliseconds. */
  private static long post(TestGatekeeper gatekeeper, int count) {
    long slowest = 0;
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      assertEquals(200, gatekeeper.post("/gatekeeper/tasks").status());
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    return Duration.ofNanos(slowest).toMillis();
  }

  private static void awaitRows(int count) {
    TestGatekeeper.until(() -> database.count() == count);
  }

  private static void awaitFacts(TestGatekeeper gatekeeper, int queued, int dropped) {
    TestGatekeeper.until(() -> facts(gatekeeper).getInteger("queued") == queued
        && facts(gatekeeper).getInteger("dropped") == dropped);
  }

  private static JsonObject facts(TestGatekeeper gatekeeper) {
    return gatekeeper
        .get("/health/ready")
        .json()
        .getJsonObject("checks")
        .getJsonObject("decision_table");
  }
}
