package io.shapegate.develectric;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A table and its columns in their order of definition. Equal schemas accept the same shapes. */
record TableSchema(long oid, Relation relation, List<Column> columns) {

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** The primary key in its own order; all columns where the table has none. */
  List<String> keyColumns() {
    List<String> key = columns.stream()
        .filter(column -> column.keyIndex() != null)
        .sorted(Comparator.comparing(column -> Objects.requireNonNull(column.keyIndex())))
        .map(Column::name)
        .toList();
    return key.isEmpty() ? columnNames() : key;
  }

  List<Column> replicatedColumns() {
    return columns.stream().filter(column -> !column.generated()).toList();
  }
}
