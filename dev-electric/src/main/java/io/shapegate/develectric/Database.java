package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections for blocking work on worker threads. Whatever runs a client's text gets a read-only one. A connection
 * is reused after success only; there are never more than there are worker threads.
 */
final class Database implements AutoCloseable {
  private static final String DISPLAY =
      " -c bytea_output=hex -c TimeZone=UTC -c DateStyle=ISO,DMY -c IntervalStyle=iso_8601"
          + " -c extra_float_digits=1 -c standard_conforming_strings=on -c search_path=pg_catalog,public";
  private static final int SOCKET_SECONDS = 60;
  private static final int VALIDATION_SECONDS = 2;

  private final DatabaseUrl url;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Database(DatabaseUrl url) {
    this.url = url;
  }

  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** One repeatable-read, read-only transaction, rolled back at its end. */
  <T> T read(Work<T> work) throws SQLException {
    Connection connection = borrow();
    boolean reusable = false;
    try {
      T result = work.on(connection);
      reusable = true;
      return result;
    } finally {
      giveBack(connection, reusable);
    }
  }

  /** A transaction that may write, committed after success. Its texts are ours, never a client's. */
  <T> T write(Work<T> work) throws SQLException {
    try (Connection connection = open("", 30)) {
      connection.setAutoCommit(false);
      T result = work.on(connection);
      connection.commit();
      return result;
    }
  }

  /** A connection of the caller's own, outside of transactions, that cannot write. */
  Connection openReadOnly() throws SQLException {
    return open(" -c default_transaction_read_only=on", 30);
  }

  Connection openReplication() throws SQLException {
    Properties properties = properties("", 0);
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("socketTimeout", "0");
    return DriverManager.getConnection(url.jdbcUrl(), properties);
  }

  private Connection borrow() throws SQLException {
    Connection connection = idle.pollFirst();
    while (connection != null && !connection.isValid(VALIDATION_SECONDS)) {
      closeQuietly(connection);
      connection = idle.pollFirst();
    }
    return connection != null ? connection : openForReads();
  }

  private Connection openForReads() throws SQLException {
    Connection connection = openReadOnly();
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection open(String settings, int statementSeconds) throws SQLException {
    return DriverManager.getConnection(url.jdbcUrl(), properties(settings, statementSeconds));
  }

  private Properties properties(String settings, int statementSeconds) {
    Properties properties = url.credentials();
    properties.setProperty("ApplicationName", "dev-electric");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    String timeout = " -c statement_timeout=" + statementSeconds + "s";
    properties.setProperty("options", (DISPLAY + timeout + settings).strip());
    return properties;
  }

  private void giveBack(Connection connection, boolean reusable) {
    try {
      connection.rollback();
      if (reusable && !closed) {
        idle.addFirst(connection);
        return;
      }
    } catch (SQLException e) {
      // Broken: it is closed below.
    }
    closeQuietly(connection);
  }

  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // Nothing is left to release.
    }
  }

  @Override
  public void close() {
    closed = true;
    idle.forEach(Database::closeQuietly);
    idle.clear();
  }
}
