package io.shapegate.develectric;

/** The name of a table, unquoted, as the catalog spells it. */
record Relation(String schema, String name) {

  String sql() {
    return Sql.identifier(schema) + "." + Sql.identifier(name);
  }

  /** How Electric writes a table in front of a row's key: slashes and dots are doubled. */
  String keyPrefix() {
    return '"' + doubled(schema) + "\".\"" + doubled(name) + '"';
  }

  private static String doubled(String component) {
    return component.replace("/", "//").replace(".", "..");
  }
}
