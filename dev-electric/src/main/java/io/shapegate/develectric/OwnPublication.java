package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A publication of our own, gone when we stop. A table joins when the first shape needs it, with REPLICA IDENTITY FULL as
 * Electric sets it. The table is locked against writers until that is committed:
 * else the stream would miss what a transaction did before, and a later snapshot would not show it yet.
 */
final class OwnPublication implements Publication {
  private static final String NAME = "dev_electric_publication";

  private final Database database;
  private final Set<Long> tables = new HashSet<>();

  OwnPublication(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void open() throws SQLException {
    tables.clear();
    database.write(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP PUBLICATION IF EXISTS " + NAME);
        return statement.execute(
            "CREATE PUBLICATION " + NAME + " WITH (publish_via_partition_root = true)");
      }
    });
  }

  @Override
  public void close() throws SQLException {
    database.write(connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute("DROP PUBLICATION IF EXISTS " + NAME);
      }
    });
  }

  @Override
  public synchronized void add(Set<Long> wanted) throws SQLException {
    Set<Long> missing = new TreeSet<>(wanted);
    missing.removeAll(tables);
    for (long table : missing) {
      add(table);
    }
  }

  /** One in each transaction: whoever holds one table while waiting for another deadlocks with readers of both. */
  private void add(long table) throws SQLException {
    database.write(connection -> {
      add(connection, table);
      return true;
    });
    tables.add(table);
  }

  private static void add(Connection connection, long table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '5s'");
      for (Part part : parts(statement, table)) {
        statement.execute("LOCK TABLE ONLY " + part.name + " IN SHARE ROW EXCLUSIVE MODE");
        if (!part.full) {
          statement.execute("ALTER TABLE ONLY " + part.name + " REPLICA IDENTITY FULL");
        }
      }
      String name = parts(statement, table).get(0).name;
      statement.execute("ALTER PUBLICATION " + NAME + " ADD TABLE " + name);
    }
  }

  /** The table and, where it is partitioned, its partitions after it. */
  private static List<Part> parts(Statement statement, long table) throws SQLException {
    List<Part> parts = new ArrayList<>();
    String tree = "SELECT relid FROM pg_partition_tree(" + table + ") WHERE relid <> " + table;
    String query = "SELECT format('%I.%I', n.nspname, c.relname), c.relreplident = 'f'"
        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        + " WHERE c.oid = " + table + " OR c.oid IN (" + tree + ") ORDER BY c.oid <> " + table;
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        parts.add(new Part(rows.getString(1), rows.getBoolean(2)));
      }
    }
    if (parts.isEmpty()) {
      throw new SQLException("the table is gone", "42P01");
    }
    return parts;
  }

  private record Part(String name, boolean full) {}
}
