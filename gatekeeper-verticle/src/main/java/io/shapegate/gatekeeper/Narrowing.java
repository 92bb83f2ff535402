package io.shapegate.gatekeeper;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Params;
import io.shapegate.contract.Shape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which respect a policy's grant is wider than what it was asked about; empty where it is not. SQL cannot be
 * compared, so a filter counts as narrower only where its form shows it.
 */
final class Narrowing {
  private static final String AND = ") AND (";

  private Narrowing() {}

  /**
   * The grant of the first policy, which knows what a client's own filter means and writes it anew, and which resolves the
   * names of shapes.
   */
  static Optional<String> ofRequest(Shape asked, Shape granted) {
    if (!granted.table().equals(asked.table()) && !asked.table().isShapeName()) {
      return Optional.of("another table");
    }
    return asked.where() != null && granted.where() == null
        ? Optional.of("the filter is gone")
        : wider(asked, granted);
  }

  /** The grant of any further policy: the filter stays, or becomes {@code (before) AND (more)}. */
  static Optional<String> ofGrant(Shape before, Shape after) {
    if (!after.table().equals(before.table())) {
      return Optional.of("another table");
    }
    return keepsFilter(before, after)
        ? wider(before, after)
        : Optional.of("the filter is neither the same nor of the form (before) AND (more)");
  }

  private static Optional<String> wider(Shape before, Shape after) {
    if (!isWithin(after.columns(), before.columns())) {
      return Optional.of("more columns");
    }
    if (!isWithin(queryable(after), queryable(before))) {
      return Optional.of("more queryable columns");
    }
    return before.replica() != null && before.replica() != after.replica()
        ? Optional.of("another replica")
        : Optional.empty();
  }

  private static boolean keepsFilter(Shape before, Shape after) {
    String old = before.where();
    String now = after.where();
    if (old == null) {
      return true;
    }
    if (old.equals(now)) {
      return before.params().equals(after.params());
    }
    String start = "(" + old + AND;
    return now != null
        && now.startsWith(start)
        && now.endsWith(")")
        && now.length() > start.length()
        && ClosedFilter.is(old)
        && ClosedFilter.is(now.substring(start.length(), now.length() - 1))
        && startsWith(after.params(), before.params());
  }

  private static boolean startsWith(Params params, Params prefix) {
    List<String> values = params.values();
    int count = prefix.values().size();
    return values.size() >= count && values.subList(0, count).equals(prefix.values());
  }

  private static @Nullable Columns queryable(Shape shape) {
    return shape.queryableColumns() == null ? shape.columns() : shape.queryableColumns();
  }

  /** Null stands for all columns. */
  private static boolean isWithin(@Nullable Columns inner, @Nullable Columns outer) {
    return outer == null || (inner != null && outer.containsAll(inner));
  }
}
