package io.shapegate.localstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A real Postgres of our own, reachable from this machine only, whose data is gone at the end. Its methods block, so they
 * are called from the main thread alone.
 */
final class EmbeddedDatabase implements AutoCloseable {
  private static final String OWNER = "postgres";
  private static final String POLICY = "shapegate_policy";
  private static final String DEMO = "shapegate_demo";
  private static final Duration START_WAIT = Duration.ofSeconds(30);

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts the server with the sample tables, and roles for the policy and the demo page. */
  static EmbeddedDatabase start(StackConfig config) throws IOException, SQLException {
    Path data = Files.createTempDirectory("shapegate-postgres-");
    EmbeddedPostgres server = EmbeddedPostgres.builder()
        .setPort(freePort(config.postgresPort()))
        .setOverrideWorkingDirectory(config.work().toFile())
        .setDataDirectory(data)
        .setCleanDataDirectory(true)
        .setRegisterShutdownHook(false)
        .setServerConfig("wal_level", "logical")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("timezone", "UTC")
        .setErrorRedirector(Redirect.DISCARD)
        .setOutputRedirector(Redirect.DISCARD)
        .setPGStartupWait(START_WAIT)
        .start();
    EmbeddedDatabase database = new EmbeddedDatabase(server);
    try {
      database.run("tables.sql");
      database.run("demo.sql");
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  /** For whoever owns the tables: Electric, migrations, and a person with psql. */
  String ownerUrl() {
    return url(OWNER);
  }

  /** For the policy, which reads rules and nothing else. */
  String policyUrl() {
    return url(POLICY);
  }

  /** For the demo page, which writes a few of the sample rows. */
  String demoUrl() {
    return url(DEMO);
  }

  /** Runs a script that lies beside this class. */
  void run(String script) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text(script));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private String url(String role) {
    return "postgresql://" + role + ":local@127.0.0.1:" + server.getPort() + "/postgres";
  }

  private static int freePort(int preferred) throws IOException {
    try (ServerSocket socket = new ServerSocket(preferred, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }

  private static String text(String script) {
    try (InputStream in = EmbeddedDatabase.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new IllegalArgumentException(script + " is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
