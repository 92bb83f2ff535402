package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the replication stream. It connects again, with back-off, when Postgres goes away; each
 * connection is a new {@link Session}. Only one process at a time follows a database: another one waits.
 */
final class Replication {
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
  private static final long ADVISORY_LOCK = 0x5368_6170_6567_6174L;
  private static final long FIRST_BACK_OFF_MILLIS = 100;
  private static final long LONGEST_BACK_OFF_MILLIS = 5_000;
  private static final long IDLE_MILLIS = 5;

  private final Database database;
  private final Publication publication;
  private final long memoryBytes;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "dev-electric-replication");
  private volatile Promise<Session> session = Promise.promise();
  private volatile Status status = Status.STARTING;
  private long backOffMillis = FIRST_BACK_OFF_MILLIS;

  Replication(Database database, Publication publication, long memoryBytes) {
    this.database = database;
    this.publication = publication;
    this.memoryBytes = memoryBytes;
  }

  enum Status {
    STARTING,
    WAITING,
    ACTIVE
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Blocks until slot, publication and connections are gone, for 10 s at most. */
  void stop() {
    stopping.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Status status() {
    return status;
  }

  /** The current session, or the next one. */
  Future<Session> session() {
    return session.future();
  }

  /** How many listeners the current session's shapes have. */
  int waiting() {
    Future<Session> current = session.future();
    return current.succeeded() ? current.result().shapes().listeners() : 0;
  }

  private void run() {
    while (!isStopping()) {
      try (Connection connection = database.openReplication()) {
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        LOG.warn("no replication from Postgres: {}", e.getMessage());
      }
      status = status == Status.WAITING ? Status.WAITING : Status.STARTING;
      pause();
    }
    closePublication();
  }

  private void follow(Connection connection) throws SQLException {
    if (!lock(connection)) {
      status = Status.WAITING;
      return;
    }
    publication.open();
    PGConnection postgres = connection.unwrap(PGConnection.class);
    String slot = "dev_electric_" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    LogSequenceNumber start = createSlot(postgres, slot);
    Session current =
        new Session(database.openReadOnly(), new Shapes(memoryBytes), start.asLong(), memoryBytes);
    try (PGReplicationStream stream = open(postgres, slot, start)) {
      began(current);
      pump(stream, current);
    } finally {
      session = Promise.promise();
      current.end();
    }
  }

  private void began(Session current) {
    backOffMillis = FIRST_BACK_OFF_MILLIS;
    status = Status.ACTIVE;
    session.complete(current);
  }

  private void pump(PGReplicationStream stream, Session current) throws SQLException {
    while (!isStopping()) {
      ByteBuffer message = stream.readPending();
      if (message == null) {
        current.runCommands();
        stopped(IDLE_MILLIS);
      } else {
        current.accept(message);
        stream.setAppliedLSN(stream.getLastReceiveLSN());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
      }
    }
  }

  private static boolean lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT pg_try_advisory_lock(" + ADVISORY_LOCK + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static LogSequenceNumber createSlot(PGConnection postgres, String slot)
      throws SQLException {
    return postgres
        .getReplicationAPI()
        .createReplicationSlot()
        .logical()
        .withSlotName(slot)
        .withOutputPlugin("pgoutput")
        .withTemporaryOption()
        .make()
        .getConsistentPoint();
  }

  private PGReplicationStream open(PGConnection postgres, String slot, LogSequenceNumber start)
      throws SQLException {
    return postgres
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(slot)
        .withStartPosition(start)
        .withSlotOption("proto_version", "1")
        .withSlotOption("publication_names", publication.name())
        .withStatusInterval(5, TimeUnit.SECONDS)
        .start();
  }

  private void closePublication() {
    if (status == Status.WAITING) {
      return;
    }
    try {
      publication.close();
    } catch (SQLException e) {
      LOG.warn("the publication {} is left behind: {}", publication.name(), e.getMessage());
    }
  }

  private void pause() {
    stopped(backOffMillis);
    backOffMillis = Math.min(backOffMillis * 2, LONGEST_BACK_OFF_MILLIS);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private boolean stopped(long millis) {
    try {
      return stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopping.countDown();
      return true;
    }
  }
}
