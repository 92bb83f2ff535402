package io.shapegate.develectric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of pgoutput, protocol version 1, that matter here. */
sealed interface PgOutput {
  record Begin(long lsn, int xid) implements PgOutput {}

  record Commit() implements PgOutput {}

  record Describe(WalRelation relation) implements PgOutput {}

  record Insert(long table, List<Value> row) implements PgOutput {}

  /** {@code before} is null unless the table's replica identity is FULL. */
  record Update(long table, @Nullable List<Value> before, List<Value> row) implements PgOutput {}

  record Delete(long table, @Nullable List<Value> before) implements PgOutput {}

  record Truncate(List<Long> tables) implements PgOutput {}

  /** Types, origins, messages. */
  record Other() implements PgOutput {}

  /** A column's text; {@code unchanged} stands for a large value that the update did not touch. */
  record Value(@Nullable String text, boolean unchanged) {}
}
