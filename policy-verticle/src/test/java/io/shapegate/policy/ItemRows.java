package io.shapegate.policy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs filters over the table {@code items}, their values being texts without a type, as Electric gives them. */
final class ItemRows implements AutoCloseable {
  static final int ALL = 60;
  static final List<String> ERROR = List.of("an error");

  private final Connection connection;
  private final Statement statement;

  ItemRows(TestDatabase database) throws SQLException {
    connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + database.port() + "/"
        + database.name() + "?preferQueryMode=simple&user=postgres");
    statement = connection.createStatement();
    statement.setEscapeProcessing(false);
  }

  /** The keys in order, or {@link #ERROR} where Postgres takes offence. */
  List<String> where(String filter, List<String> values) {
    String sql =
        "DEALLOCATE ALL; PREPARE p AS SELECT string_agg(id::text, ',' ORDER BY id) FROM items WHERE "
            + filter + "; EXECUTE p" + arguments(values);
    try {
      for (boolean rows = statement.execute(sql); !rows; ) {
        rows = statement.getMoreResults();
      }
      return keys(statement.getResultSet());
    } catch (SQLException e) {
      return ERROR;
    }
  }

  private static List<String> keys(ResultSet row) throws SQLException {
    row.next();
    String keys = row.getString(1);
    return keys == null ? List.of() : Arrays.asList(keys.split(","));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static String arguments(List<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream()
            .map(value -> '\'' + value.replace("'", "''") + '\'')
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
