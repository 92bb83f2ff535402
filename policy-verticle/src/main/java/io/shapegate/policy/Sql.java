package io.shapegate.policy;

import io.shapegate.contract.Identifier;
import io.shapegate.contract.TableName;
import org.jspecify.annotations.Nullable;

/** SQL that we write around a filter. */
final class Sql {
  private Sql() {}

  /** The rows of a table that a filter selects; null selects all. */
  static String rows(String columns, TableName table, @Nullable String where) {
    String from =
        "SELECT " + columns + " FROM " + quoted(table.namespace()) + '.' + quoted(table.table());
    return where == null ? from : from + " WHERE (" + where + ')';
  }

  /** In quotes always, as a name may be a keyword. */
  static String quoted(Identifier name) {
    return '"' + name.name().replace("\"", "\"\"") + '"';
  }
}
