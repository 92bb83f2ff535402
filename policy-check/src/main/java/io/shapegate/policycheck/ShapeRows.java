package io.shapegate.policycheck;

import io.shapegate.contract.Identifier;
import io.shapegate.contract.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** What a granted shape selects in the embedded Postgres, whoever may read it there. */
record ShapeRows(EmbeddedDatabase database, Shape shape) {
  private static final String KEY = """
      SELECT a.attname
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indisprimary AND i.indrelid =\s""";

  /** How many there are. */
  String count() throws SQLException {
    return String.valueOf(read("count(*)").get(0));
  }

  /** The values of a column, as Postgres writes them, in no order. */
  List<@Nullable String> values(Identifier column) throws SQLException {
    return read(quoted(column));
  }

  /** The one column of the primary key; null where there is none. */
  @Nullable
  Identifier key() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      List<@Nullable String> names =
          texts(statement.executeQuery(KEY + literal(connection, table()) + "::regclass"));
      String name = names.size() == 1 ? names.get(0) : null;
      return name == null ? null : new Identifier(name);
    }
  }

  /** Postgres finds the types of the parameters, as it does for Electric: EXECUTE gets them as plain texts. */
  private List<@Nullable String> read(String what) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("SET default_transaction_read_only = on; SET statement_timeout = '10s'");
      statement.execute("PREPARE shape AS SELECT (" + what + ")::text FROM " + source());
      List<String> values = new ArrayList<>();
      for (String value : shape.params().values()) {
        values.add(literal(connection, value));
      }
      return texts(statement.executeQuery(
          values.isEmpty()
              ? "EXECUTE shape"
              : values.stream().collect(Collectors.joining(", ", "EXECUTE shape(", ")"))));
    }
  }

  private String source() {
    return shape.where() == null ? table() : table() + " WHERE (" + shape.where() + ")";
  }

  private String table() {
    return quoted(shape.table().namespace()) + "." + quoted(shape.table().table());
  }

  /** In quotes always, as a name may be a keyword. */
  private static String quoted(Identifier name) {
    return '"' + name.name().replace("\"", "\"\"") + '"';
  }

  private static String literal(Connection connection, String text) throws SQLException {
    return "'" + connection.unwrap(BaseConnection.class).escapeString(text) + "'";
  }

  private static List<@Nullable String> texts(ResultSet rows) throws SQLException {
    List<@Nullable String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(rows.getString(1));
    }
    return texts;
  }
}
