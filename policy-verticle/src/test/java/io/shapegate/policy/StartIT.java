package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.launcher.StartFailure;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an empty database, or none, to a policy that answers. */
class StartIT {
  private static final String RULE =
      "CREATE TABLE IF NOT EXISTS items (id int); INSERT INTO shapegate.rules (name, table_name, audience)"
          + " VALUES ('a', 'items', 'anyone')";
  private static final String PASSWORD = "p:a/s s%€";
  private static final String ENCODED = "p%3Aa%2Fs%20s%25%E2%82%AC";

  private final TestDatabase database = TestDatabase.create();
  private final LogLines log = new LogLines();
  private PolicyProcess policy;

  @BeforeEach
  void roles() {
    database.run("DROP ROLE IF EXISTS \"Reader 1\"; CREATE ROLE \"Reader 1\" LOGIN PASSWORD '"
        + PASSWORD + "';"
        + "DROP ROLE IF EXISTS owner; CREATE ROLE owner LOGIN PASSWORD '" + PASSWORD + "';"
        + "GRANT CREATE ON DATABASE " + database.name() + " TO owner");
  }

  @AfterEach
  void stop() {
    if (policy != null) {
      policy.close();
    }
    log.close();
    database.run(
        "DROP OWNED BY \"Reader 1\"; DROP OWNED BY owner CASCADE; DROP ROLE \"Reader 1\"; DROP ROLE owner");
  }

  @Test
  void instancesThatStartAtOnceMigrateOnce() {
    List<PolicyProcess> processes = Stream.generate(() -> PolicyProcess.starting(database.config()))
        .limit(4)
        .toList();

    processes.forEach(process -> PolicyProcess.await(process.start()));

    processes.get(0).change(database, RULE);
    processes.forEach(process -> process.change(database, ""));
    processes.forEach(process ->
        assertInstanceOf(Decision.Allow.class, process.decide(Subject.ANONYMOUS, "items")));
    assertEquals(
        List.of("1", "2", "3"),
        database.read("SELECT version FROM shapegate.flyway_schema_history WHERE type = 'SQL'"));
    processes.forEach(PolicyProcess::close);
    assertEquals(List.of(), log.containing("trying again"));
  }

  @Test
  void aStepOfItsOwnMigratesForAPolicyThatMayOnlyRead() throws Exception {
    String reader = database.url("Reader%201:" + ENCODED);
    Vertx vertx = Vertx.vertx();
    PolicyProcess.await(PolicyMigration.run(
        vertx,
        new Settings(Map.of(
            "DATABASE_URL", reader, "MIGRATION_DATABASE_URL", database.url("owner:" + ENCODED)))));
    PolicyProcess.await(vertx.close());

    policy = PolicyProcess.started(database.config("DATABASE_URL", reader, "MIGRATE", "false"));
    policy.change(database, RULE);

    assertInstanceOf(Decision.Allow.class, policy.decide(Subject.ANONYMOUS, "items"));
  }

  @Test
  void aStepThatShallNotMigrateSaysSo() {
    Settings settings =
        new Settings(Map.of("DATABASE_URL", database.url("postgres"), "MIGRATE", "false"));
    Vertx vertx = Vertx.vertx();

    assertInstanceOf(
        SettingException.class, PolicyMigration.run(vertx, settings).cause());
    PolicyProcess.await(vertx.close());
  }

  @Test
  void theSecondStartKeepsTheRules() throws Exception {
    PolicyProcess.started(database.config()).close();
    database.run(RULE);

    policy = PolicyProcess.started(database.config());

    assertInstanceOf(Decision.Allow.class, policy.decide(Subject.ANONYMOUS, "items"));
    assertEquals(200, policy.ready());
    assertEquals(200, policy.get("/health/live"));
    assertEquals(404, policy.get("/"));
    assertEquals(404, policy.get("/health/ready/"));
  }

  @Test
  void anOwnerMigratesAndTheReaderMayOnlyReadRules() {
    policy = PolicyProcess.started(database.config(
        "DATABASE_URL",
        reader(ENCODED),
        "MIGRATION_DATABASE_URL",
        database.url("owner:" + ENCODED)));
    policy.change(database, RULE);

    assertInstanceOf(Decision.Allow.class, policy.decide(Subject.ANONYMOUS, "items"));
    assertEquals(
        List.of("lookups SELECT", "revision SELECT", "rules SELECT"),
        database.read(
            "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants"
                + " WHERE grantee = 'Reader 1' ORDER BY 1"));
    assertEquals(
        List.of("owner"),
        database.read("SELECT tableowner FROM pg_tables WHERE tablename = 'rules'"));
    assertEquals(
        List.of("f"),
        database.read("SELECT has_schema_privilege('Reader 1', 'shapegate', 'CREATE')"));
  }

  @Test
  void ownersThatStartAtOnceGiveTheRightsWithoutAFailure() {
    PolicyConfig config = database.config(
        "DATABASE_URL",
        reader(ENCODED),
        "MIGRATION_DATABASE_URL",
        database.url("owner:" + ENCODED));
    List<PolicyProcess> processes =
        Stream.generate(() -> PolicyProcess.starting(config)).limit(4).toList();

    processes.forEach(process -> PolicyProcess.await(process.start()));

    processes.forEach(PolicyProcess::close);
    assertEquals(List.of(), log.containing("trying again"));
  }

  @Test
  void aReaderSufficesWhereSomebodyElseMigrates() throws Exception {
    policy = PolicyProcess.starting(
        database.config("DATABASE_URL", reader(ENCODED), "MIGRATE", "false"));
    PolicyProcess.awaitTrue(() -> !log.containing("trying again").isEmpty());
    assertEquals(503, policy.ready());

    PolicyProcess.started(database.config()).close();
    database.run(
        RULE
            + "; GRANT USAGE ON SCHEMA shapegate TO \"Reader 1\"; GRANT SELECT ON ALL TABLES IN SCHEMA shapegate TO \"Reader 1\"");

    PolicyProcess.await(policy.start());
    assertInstanceOf(Decision.Allow.class, policy.decide(Subject.ANONYMOUS, "items"));
  }

  @Test
  void aWrongPasswordIsReportedWithoutItAndTriedAgain() throws Exception {
    policy = PolicyProcess.starting(database.config(
        "DATABASE_URL",
        reader("wrong-password"),
        "MIGRATION_DATABASE_URL",
        database.url("postgres")));
    PolicyProcess.awaitTrue(() -> !log.containing("trying again").isEmpty());
    assertEquals(503, policy.ready());
    assertEquals(200, policy.get("/health/live"));
    assertTrue(
        log.containing("trying again")
            .get(0)
            .contains("password authentication failed for user \"Reader 1\""),
        log.containing("trying again")::toString);

    database.run("ALTER ROLE \"Reader 1\" PASSWORD 'wrong-password'");

    PolicyProcess.await(policy.start());
    assertEquals(200, policy.ready());
    assertEquals(List.of(), log.containing("wrong-password"));
  }

  @Test
  void aWrongPasswordOfTheOwnerIsReportedInTheSameWay() throws Exception {
    policy = PolicyProcess.starting(
        database.config("MIGRATION_DATABASE_URL", database.url("owner:wrong-password")));
    PolicyProcess.awaitTrue(() -> !log.containing("trying again").isEmpty());

    String line = log.containing("trying again").get(0);
    assertTrue(line.contains("password authentication failed for user \"owner\""), line);
    assertEquals(1, line.lines().count());
    assertEquals(List.of(), log.containing("wrong-password"));
  }

  @Test
  void aMissingDatabaseIsReportedAndFoundWhenItIsThere() throws Exception {
    TestDatabase later = new TestDatabase(database.port(), database.name() + "_later");
    policy = PolicyProcess.starting(later.config());
    PolicyProcess.awaitTrue(() -> !log.containing("trying again").isEmpty());
    assertTrue(log.containing("trying again").get(0).contains("does not exist"));
    assertEquals(503, policy.ready());

    database.run("CREATE DATABASE " + later.name());

    PolicyProcess.await(policy.start());
  }

  @Test
  void anUnreachableServerIsTriedUntilItIsThere() throws Exception {
    int port = freePort();
    TestDatabase later = new TestDatabase(port, "postgres");
    policy = PolicyProcess.starting(later.config());
    PolicyProcess.awaitTrue(() -> log.containing("trying again in 2 s").size() == 1);
    assertEquals(503, policy.ready());
    assertFalse(policy.answers());

    try (EmbeddedPostgres server = TestDatabase.start(EmbeddedPostgres.builder().setPort(port))) {
      PolicyProcess.await(policy.start());
      assertEquals(port, server.getPort());
      assertEquals(200, policy.ready());
      assertTrue(policy.answers());
    }
  }

  @Test
  void migrationsThatDoNotFitEndTheStartInOneLine() {
    PolicyProcess.started(database.config()).close();
    database.run(
        "UPDATE shapegate.flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

    assertStartEnds(database.config(), "checksum");
  }

  @Test
  void aForeignSchemaOfTheSameNameEndsTheStart() {
    database.run("CREATE SCHEMA shapegate; CREATE TABLE shapegate.other (id int)");

    assertStartEnds(database.config(), "non-empty schema");
  }

  @Test
  void aRoleThatMayNotMigrateEndsTheStart() {
    assertStartEnds(database.config("DATABASE_URL", reader(ENCODED)), "permission denied");
  }

  private void assertStartEnds(PolicyConfig config, String reason) {
    policy = PolicyProcess.starting(config);

    Exception failure =
        assertThrows(SettingException.class, () -> PolicyProcess.await(policy.start()));

    String line = StartFailure.describe(failure);
    assertTrue(line.contains(reason), line);
    assertEquals(1, failure.getMessage().lines().count());
  }

  private String reader(String password) {
    return database.url("Reader%201:" + password);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
