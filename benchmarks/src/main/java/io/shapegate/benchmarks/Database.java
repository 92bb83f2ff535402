package io.shapegate.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real Postgres on the processors of this JVM, whose data is gone at the end. */
final class Database implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final long pid;

  private Database(EmbeddedPostgres server, long pid) {
    this.server = server;
    this.pid = pid;
  }

  static Database start() throws IOException {
    Path data = Files.createTempDirectory("shapegate-benchmarks-");
    EmbeddedPostgres server = EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(WorkFolder.target().resolve("postgres").toFile())
        .setDataDirectory(data)
        .setCleanDataDirectory(true)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setErrorRedirector(Redirect.DISCARD)
        .setOutputRedirector(Redirect.DISCARD)
        .start();
    String firstLine = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    return new Database(server, Long.parseLong(firstLine.trim()));
  }

  String url() {
    return "postgresql://postgres:local@127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** Of the server's first process, whose children do the work. */
  long pid() {
    return pid;
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

  private static String text(String script) {
    try (InputStream in = Database.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new IllegalArgumentException(script + " is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
