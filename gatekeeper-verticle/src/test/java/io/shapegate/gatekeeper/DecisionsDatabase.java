package io.shapegate.gatekeeper;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A Postgres server of its own with the table for decisions, and a role that may write into it and nothing else. */
final class DecisionsDatabase implements AutoCloseable {
  private static final String PASSWORD = "decisions-pass";
  private static final Path MIGRATION = Path.of(
      "../policy-verticle/src/main/resources/io/shapegate/policy/migrations/V3__decisions.sql");

  private final Path folder;
  private EmbeddedPostgres server;

  /** Keeps its data in a folder, so that it can be started again. */
  DecisionsDatabase(Path folder) {
    this.folder = folder;
    this.server = start(0);
    try {
      run("CREATE SCHEMA shapegate");
      run(Files.readString(MIGRATION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("CREATE ROLE writer LOGIN PASSWORD '" + PASSWORD + "'");
    run("GRANT USAGE ON SCHEMA shapegate TO writer");
    run("GRANT INSERT ON shapegate.decisions TO writer");
  }

  String url() {
    return url(port());
  }

  /** Through a port that leads here. */
  String url(int through) {
    return "postgresql://writer:" + PASSWORD + "@127.0.0.1:" + through + "/postgres";
  }

  int port() {
    return server.getPort();
  }

  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At the port where it was. */
  void startAgain() {
    server = start(server.getPort());
  }

  void run(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The rows, each with its columns as text and bars between them. */
  List<String> read(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> read = new ArrayList<>();
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(rows.getString(i));
        }
        read.add(String.join("|", columns.stream().map(String::valueOf).toList()));
      }
      return read;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  int count() {
    return Integer.parseInt(read("SELECT count(*) FROM shapegate.decisions").get(0));
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/postgres", "postgres", "");
  }

  @Override
  public void close() {
    stop();
  }

  private EmbeddedPostgres start(int port) {
    try {
      Path access = folder.resolve("access.hba");
      Files.writeString(access, "host all postgres all trust\nhost all all all scram-sha-256\n");
      return EmbeddedPostgres.builder()
          .setPort(port)
          .setDataDirectory(folder.resolve("data"))
          .setCleanDataDirectory(false)
          .setServerConfig("hba_file", access.toString())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
