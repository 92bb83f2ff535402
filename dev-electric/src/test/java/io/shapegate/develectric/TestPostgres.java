package io.shapegate.develectric;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of one's own on a real server with logical decoding on. The server ends with the JVM. */
final class TestPostgres implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String database = "test_" + DATABASES.incrementAndGet();

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  TestPostgres() throws SQLException {
    administer("CREATE DATABASE " + database);
  }

  String url() {
    return "postgres://postgres:postgres@127.0.0.1:" + Server.RUNNING.getPort() + "/" + database;
  }

  void execute(String... statements) throws SQLException {
    run(database, true, statements);
  }

  /** All statements in one transaction. */
  void transact(String... statements) throws SQLException {
    run(database, false, statements);
  }

  /** Ends every connection to the database, and accepts new ones or not. */
  void disconnect(boolean acceptNewOnes) throws SQLException {
    administer(
        "ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + acceptNewOnes,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
            + "'");
  }

  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  Connection connect() throws SQLException {
    return connect(database);
  }

  private static void administer(String... statements) throws SQLException {
    run("postgres", true, statements);
  }

  private static void run(String database, boolean each, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(each);
      for (String sql : statements) {
        statement.execute(sql);
      }
      if (!each) {
        connection.commit();
      }
    }
  }

  private static Connection connect(String database) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + Server.RUNNING.getPort() + "/" + database;
    return DriverManager.getConnection(url, "postgres", "postgres");
  }

  @Override
  public void close() throws SQLException {
    administer("DROP DATABASE " + database + " WITH (FORCE)");
  }
}
