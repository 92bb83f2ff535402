package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rows of a shape in the transaction of the caller, all values as text. */
final class RowSelect {
  private static final int FETCH_ROWS = 500;

  private RowSelect() {}

  interface Rows {
    void accept(Row row);
  }

  static void shape(Connection connection, ShapeDefinition shape, Rows rows) throws SQLException {
    Filter filter = shape.filter();
    String where = filter == null ? "" : " WHERE " + filter.sql();
    String from = shape.table().relation().sql() + where;
    run(connection, shape, filter == null ? List.of() : List.of(filter), from, rows);
  }

  /** The subset's clauses see the shape's rows, and only the columns that they may refer to. */
  static void subset(Connection connection, ShapeDefinition shape, Subset subset, Rows rows)
      throws SQLException {
    List<Filter> filters = new ArrayList<>();
    String inner = "";
    if (shape.filter() != null) {
      filters.add(shape.filter());
      inner = " WHERE " + shape.filter().sql();
    }
    StringBuilder from = new StringBuilder(
        FilterSource.columns(shape.table(), visible(shape), inner).sql());
    if (subset.filter() != null) {
      int shift = filters.isEmpty() ? 0 : filters.get(0).types().size();
      from.append(" WHERE ").append(ParameterNumbers.shift(subset.filter().sql(), shift));
      filters.add(subset.filter());
    }
    from.append(subset.orderBy() == null ? "" : " ORDER BY " + subset.orderBy());
    from.append(subset.limit() == null ? "" : " LIMIT " + subset.limit());
    from.append(subset.offset() == null ? "" : " OFFSET " + subset.offset());
    run(connection, shape, filters, from.toString(), rows);
  }

  static List<String> visible(ShapeDefinition shape) {
    return shape.queryableColumns() == null
        ? shape.table().columnNames()
        : shape.queryableColumns();
  }

  private static void run(
      Connection connection, ShapeDefinition shape, List<Filter> filters, String from, Rows rows)
      throws SQLException {
    Filter all = new Filter(
        "",
        filters.stream().flatMap(filter -> filter.arguments().stream()).toList(),
        filters.stream().flatMap(filter -> filter.types().stream()).toList(),
        java.util.Set.of());
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("PREPARE dev_electric_rows" + all.typeList() + " AS SELECT " + texts(shape)
          + " FROM " + from);
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet result =
          statement.executeQuery("EXECUTE dev_electric_rows" + all.argumentList())) {
        while (result.next()) {
          rows.accept(row(shape, result));
        }
      }
      statement.execute("DEALLOCATE dev_electric_rows");
    }
  }

  private static Row row(ShapeDefinition shape, ResultSet result) throws SQLException {
    Map<String, @Nullable String> values = new HashMap<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      values.put(shape.columns().get(i), result.getString(i + 1));
    }
    return new Row(values);
  }

  private static String texts(ShapeDefinition shape) {
    return shape.columns().stream()
        .map(name -> text(shape.table(), name))
        .collect(Collectors.joining(", "));
  }

  /** A cast to text strips the padding of char(n); concat keeps it. */
  private static String text(TableSchema table, String name) {
    String column = Sql.identifier(name);
    boolean padded =
        table.columns().stream().anyMatch(c -> c.name().equals(name) && c.type().equals("bpchar"));
    return padded
        ? "CASE WHEN " + column + " IS NOT NULL THEN concat(" + column + ", '') END"
        : column + "::text";
  }
}
