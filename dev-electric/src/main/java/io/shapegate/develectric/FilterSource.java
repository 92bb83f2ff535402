package io.shapegate.develectric;

import java.util.List;

/** What a where-clause is put behind, and the table whose rows it sees. */
record FilterSource(String sql, long table) {

  static FilterSource table(TableSchema schema) {
    return new FilterSource(schema.relation().sql(), schema.oid());
  }

  /** The table reduced to some columns, so that nothing can refer to another one. Keeps the table's name. */
  static FilterSource columns(TableSchema schema, List<String> columns, String where) {
    Relation relation = schema.relation();
    String select = "(SELECT " + Sql.identifiers(columns) + " FROM " + relation.sql() + where + ")";
    return new FilterSource(select + " AS " + Sql.identifier(relation.name()), schema.oid());
  }
}
