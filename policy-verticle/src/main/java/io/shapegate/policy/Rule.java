package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.TableName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code shapegate.rules}, checked.
 *
 * @param priority the lowest number is first
 * @param asked the name that clients ask for: the table's, or that of a named shape
 * @param table what is granted
 * @param filter null for all rows
 * @param columns null for all columns
 * @param queryable what a subset query and a client's own filter may use; null for the same as {@code columns}
 * @param clientFilter whether a client may add a filter of its own
 */
record Rule(
    String name,
    Effect effect,
    int priority,
    TableName asked,
    TableName table,
    Audience audience,
    @Nullable FilterTemplate filter,
    @Nullable Columns columns,
    @Nullable Columns queryable,
    boolean clientFilter,
    boolean subsets,
    Duration ttl) {
  /** A deny refuses the whole shape; it never subtracts rows. */
  enum Effect {
    GRANT,
    DENY;

    /** Reads what the column {@code effect} holds. */
    static Effect parse(String text) {
      return switch (text) {
        case "grant" -> GRANT;
        case "deny" -> DENY;
        default -> throw new InvalidRuleException("the effect is neither grant nor deny");
      };
    }
  }

  boolean denies() {
    return effect == Effect.DENY;
  }

  /** The binds of its filter, each once, in the order of their numbers. */
  List<Bind> binds() {
    return filter == null ? List.of() : List.copyOf(filter.binds());
  }

  /** Null for all columns. */
  @Nullable
  Columns mayQuery() {
    return queryable == null ? columns : queryable;
  }
}
