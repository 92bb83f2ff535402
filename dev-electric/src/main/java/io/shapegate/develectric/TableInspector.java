package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a table's definition from the catalog. Nothing is cached: a request sees the table as it is. */
final class TableInspector {
  private static final String QUERY = """
      SELECT c.oid, a.attname, a.atttypid, a.atttypmod, a.attndims, a.attnotnull, a.attgenerated <> '' AS generated,
             t.typname, e.typname AS element, array_position(i.indkey::int2[], a.attnum) AS key_index
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
       WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       ORDER BY a.attnum
      """;

  private TableInspector() {}

  static Optional<TableSchema> inspect(Connection connection, Relation relation)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, relation.schema());
      query.setString(2, relation.name());
      try (ResultSet rows = query.executeQuery()) {
        return read(relation, rows);
      }
    }
  }

  static boolean exist(Connection connection, Set<Long> tables) throws SQLException {
    String query = "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = ANY(?)";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("oid", tables.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == tables.size();
      }
    }
  }

  private static Optional<TableSchema> read(Relation relation, ResultSet rows) throws SQLException {
    List<Column> columns = new ArrayList<>();
    long oid = 0;
    while (rows.next()) {
      oid = rows.getLong("oid");
      columns.add(column(rows));
    }
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new TableSchema(oid, relation, List.copyOf(columns)));
  }

  private static Column column(ResultSet row) throws SQLException {
    String element = row.getString("element");
    int dimensions = row.getInt("attndims");
    int keyIndex = row.getInt("key_index");
    return new Column(
        row.getString("attname"),
        row.getLong("atttypid"),
        row.getInt("atttypmod"),
        row.getString("typname"),
        element,
        element == null ? 0 : Math.max(dimensions, 1),
        row.getBoolean("attnotnull"),
        row.getBoolean("generated"),
        row.getObject("key_index") == null ? null : keyIndex);
  }
}
