package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.core.Parser;

/** Quoting, for a server with standard_conforming_strings on; sessions set that themselves. */
final class Sql {
  private Sql() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String identifiers(List<String> names) {
    return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String literals(List<String> values) {
    return values.stream().map(Sql::literal).collect(Collectors.joining(", "));
  }

  /**
   * Whether the driver sends the text as one message. The server itself refuses a message with several
   * statements, but the driver cuts a text at its semicolons and sends the pieces one after the other.
   */
  static boolean isOneStatement(String sql) throws SQLException {
    return Parser.parseJdbcSql(sql, true, false, true, false, false).size() == 1;
  }
}
