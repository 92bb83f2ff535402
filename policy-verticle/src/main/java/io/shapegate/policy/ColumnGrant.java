package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.Shape;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a rule grants for a request, in the words of a shape: null {@code columns} are all of them, null {@code
 * queryable} are the same as {@code columns}.
 */
record ColumnGrant(@Nullable Columns columns, @Nullable Columns queryable, boolean subsets) {
  /** Empty when the request names a column that the rule does not grant. */
  static Optional<ColumnGrant> of(Rule rule, Shape asked) {
    Columns mayQuery = rule.queryable() == null ? rule.columns() : rule.queryable();
    if (!within(rule.columns(), asked.columns()) || !within(mayQuery, asked.queryableColumns())) {
      return Optional.empty();
    }
    Columns columns = asked.columns() == null ? rule.columns() : asked.columns();
    if (asked.queryableColumns() != null) {
      return Optional.of(new ColumnGrant(columns, asked.queryableColumns(), rule.subsets()));
    }
    return Optional.of(
        asked.columns() == null || rule.queryable() == null
            ? new ColumnGrant(columns, rule.queryable(), rule.subsets())
            : narrowed(asked.columns(), rule.queryable(), rule.subsets()));
  }

  /** Whether both give the same columns to read and to query. */
  boolean agreesWith(ColumnGrant other) {
    return equal(columns, other.columns) && equal(queried(), other.queried());
  }

  /**
   * Who asks for fewer columns asks to query no others either. Where none of them may be queried there is no list that
   * says so, and subset queries are off altogether.
   */
  private static ColumnGrant narrowed(Columns asked, Columns mayQuery, boolean subsets) {
    Set<Identifier> both = new LinkedHashSet<>(asked.names());
    both.retainAll(mayQuery.names());
    return both.isEmpty()
        ? new ColumnGrant(asked, null, false)
        : new ColumnGrant(asked, new Columns(both), subsets);
  }

  private @Nullable Columns queried() {
    return queryable == null ? columns : queryable;
  }

  private static boolean within(@Nullable Columns granted, @Nullable Columns asked) {
    return granted == null || asked == null || granted.containsAll(asked);
  }

  private static boolean equal(@Nullable Columns one, @Nullable Columns other) {
    return one == null ? other == null : one.equals(other);
  }
}
