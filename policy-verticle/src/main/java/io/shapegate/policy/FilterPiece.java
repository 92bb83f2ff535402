package io.shapegate.policy;

/** A stretch of a row filter. */
sealed interface FilterPiece {
  /** Goes into the filter as it is. */
  record Sql(String text) implements FilterPiece {}

  /** Becomes {@code $n}. */
  record Value(Bind bind) implements FilterPiece {}
}
