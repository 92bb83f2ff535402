package io.shapegate.policy;

import io.shapegate.launcher.Settings;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An empty database of its own on a server that all tests share. The user {@code postgres} may do anything without a
 * password; all others need theirs.
 */
record TestDatabase(int port, String name) {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start(EmbeddedPostgres.builder());

  static TestDatabase create() {
    return create(SERVER);
  }

  static TestDatabase create(EmbeddedPostgres server) {
    TestDatabase database = new TestDatabase(server.getPort(), "test_" + NUMBER.incrementAndGet());
    new TestDatabase(server.getPort(), "postgres").run("CREATE DATABASE " + database.name);
    return database;
  }

  static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
    try {
      Path access = Files.createTempFile("policy-test", ".hba");
      access.toFile().deleteOnExit();
      Files.writeString(access, "host all postgres all trust\nhost all all all scram-sha-256\n");
      return builder.setServerConfig("hba_file", access.toString()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String user) {
    return url(user, port);
  }

  String url(String user, int through) {
    return "postgresql://" + user + "@127.0.0.1:" + through + "/" + name;
  }

  PolicyConfig config(String... more) {
    Map<String, String> values =
        new HashMap<>(Map.of("DATABASE_URL", url("postgres"), "PORT", "0"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return PolicyConfig.from(new Settings(values));
  }

  void run(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of each row. */
  List<String> read(String... sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < sql.length - 1; i++) {
        statement.execute(sql[i]);
      }
      ResultSet rows = statement.executeQuery(sql[sql.length - 1]);
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", sql), e);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "");
  }
}
