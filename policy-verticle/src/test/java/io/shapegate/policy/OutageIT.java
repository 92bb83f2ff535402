package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that cannot read its rules says so quickly, and answers again by itself. */
@Tag("slow")
class OutageIT {
  private static final String RULE =
      "CREATE TABLE items (id int); INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('a', 'items', 'anyone')";

  @TempDir
  Path folder;

  private EmbeddedPostgres server;
  private TestDatabase database;
  private TcpLink link;
  private PolicyProcess policy;

  @BeforeEach
  void start() {
    server = serverAt(0);
    database = TestDatabase.create(server);
    link = new TcpLink(database.port());
    policy = PolicyProcess.started(
        database.config("DATABASE_URL", database.url("postgres", link.port())));
    policy.change(database, RULE);
    assertGranted();
  }

  @AfterEach
  void stop() throws IOException {
    policy.close();
    link.close();
    server.close();
  }

  @Test
  void connectionsThatTheServerEndsAreReplaced() throws Exception {
    List<Future<Decision>> busy =
        Stream.generate(() -> policy.ask(Subject.ANONYMOUS, "items")).limit(20).toList();
    busy.forEach(PolicyProcess::await);

    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        + " WHERE application_name = 'shapegate-policy'");

    PolicyProcess.awaitTrue(policy::answers);
    assertGranted();
  }

  @Test
  void lockedRulesAreAQuickFailureAndNoLongerOneWhenTheyAreFree() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE shapegate.revision IN ACCESS EXCLUSIVE MODE");
      PolicyProcess.awaitTrue(() -> !policy.answers());
      for (int i = 0; i < 10; i++) {
        assertFailsInTime();
      }
      assertEquals(503, policy.ready());
      assertEquals(200, policy.get("/health/live"));
      connection.rollback();
    }
    PolicyProcess.awaitTrue(policy::answers);
    assertGranted();
  }

  @Test
  void aServerThatVanishesIsAQuickFailureAndIsFoundAgain() throws Exception {
    link.cut();
    PolicyProcess.awaitTrue(() -> !policy.answers());
    for (int i = 0; i < 10; i++) {
      assertFailsInTime();
    }
    assertEquals(503, policy.ready());

    link.mend();

    PolicyProcess.awaitTrue(policy::answers);
    assertGranted();
    assertEquals(200, policy.ready());
  }

  @Test
  void aServerThatIsStartedAgainIsUsedAgain() throws Exception {
    server.close();
    PolicyProcess.awaitTrue(() -> !policy.answers());
    assertFailsInTime();
    assertEquals(503, policy.ready());

    server = serverAt(database.port());

    PolicyProcess.awaitTrue(policy::answers);
    assertGranted();
  }

  @Test
  void aRuleThatIsChangedTakesEffectAtOnce() {
    policy.change(database, "UPDATE shapegate.rules SET enabled = false");
    assertInstanceOf(Decision.Deny.class, policy.decide(Subject.ANONYMOUS, "items"));

    policy.change(database, "UPDATE shapegate.rules SET enabled = true");
    assertGranted();
  }

  private void assertGranted() {
    assertInstanceOf(Decision.Allow.class, policy.decide(Subject.ANONYMOUS, "items"));
  }

  /** A failure that the policy sent, not the time-out of the bus. */
  private void assertFailsInTime() {
    ReplyException failure =
        assertThrows(ReplyException.class, () -> policy.decide(Subject.ANONYMOUS, "items"));
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertTrue(failure.getMessage().length() < 100, failure.getMessage());
    assertFalse(failure.getMessage().contains("postgres"), failure.getMessage());
  }

  private EmbeddedPostgres serverAt(int port) {
    return TestDatabase.start(EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port));
  }
}
