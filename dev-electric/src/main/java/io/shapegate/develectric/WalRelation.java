package io.shapegate.develectric;

import java.util.List;

/** A table as the replication stream describes it, before the first change of it. */
record WalRelation(long oid, Relation relation, List<WalColumn> columns) {

  record WalColumn(String name, long typeOid, int typeModifier) {}

  boolean describes(TableSchema schema) {
    return relation.equals(schema.relation())
        && columns.equals(schema.replicatedColumns().stream()
            .map(column -> new WalColumn(column.name(), column.typeOid(), column.typeModifier()))
            .toList());
  }
}
