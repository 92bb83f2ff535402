package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks Postgres which rows a filter lets through. The rows travel as one array of the table's row type, so they have
 * the types of the table; the clause sees them under the table's name. One statement for each shape, prepared once on
 * the connection. For one thread.
 */
final class RowMatcher {
  private static final int BATCH_CHARACTERS = 1_000_000;
  private static final String POSITION = "\"dev-electric position\"";

  private final Connection connection;
  private final TableSchema table;
  private final Filter filter;
  private final String name;
  private boolean prepared;

  RowMatcher(Connection connection, TableSchema table, Filter filter, String name) {
    this.connection = connection;
    this.table = table;
    this.filter = filter;
    this.name = name;
  }

  /** The positions of the rows that match. */
  Set<Integer> matching(List<Row> rows) throws SQLException {
    Set<Integer> matching = new HashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      prepare(statement);
      int start = 0;
      while (start < rows.size()) {
        StringBuilder batch = new StringBuilder();
        int end = start;
        while (end < rows.size() && batch.length() < BATCH_CHARACTERS) {
          batch.append(end == start ? "" : ",").append(quoted(composite(rows.get(end++))));
        }
        match(statement, batch, start, matching);
        start = end;
      }
    }
    return matching;
  }

  private void match(Statement statement, StringBuilder batch, int start, Set<Integer> matching)
      throws SQLException {
    String arguments = filter.arguments().stream()
        .map(value -> Sql.literal(value) + ", ")
        .collect(Collectors.joining());
    String sql = "EXECUTE " + name + "(" + arguments + Sql.literal("{" + batch + "}") + ")";
    try (ResultSet positions = statement.executeQuery(sql)) {
      while (positions.next()) {
        matching.add(start + positions.getInt(1) - 1);
      }
    }
  }

  private void prepare(Statement statement) throws SQLException {
    if (prepared) {
      return;
    }
    String rowType = table.relation().sql() + "[]";
    String types = filter.types().stream().map(type -> type + ", ").collect(Collectors.joining());
    String sql = "PREPARE " + name + "(" + types + rowType + ") AS SELECT " + POSITION
        + " FROM unnest($" + (filter.types().size() + 1) + ") WITH ORDINALITY AS "
        + Sql.identifier(table.relation().name())
        + "(" + Sql.identifiers(table.columnNames()) + ", " + POSITION + ") WHERE " + filter.sql();
    statement.execute(sql);
    prepared = true;
  }

  void close() {
    if (prepared) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("DEALLOCATE " + name);
      } catch (SQLException e) {
        // The connection is gone, and the statement with it.
      }
    }
  }

  private String composite(Row row) {
    return table.columns().stream()
        .map(column -> field(row.get(column.name())))
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static String field(@Nullable String value) {
    return value == null ? "" : quoted(value);
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
