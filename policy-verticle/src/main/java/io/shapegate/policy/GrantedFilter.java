package io.shapegate.policy;

import io.shapegate.contract.Params;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that several rules grant together.
 *
 * @param where null for all rows
 */
record GrantedFilter(@Nullable String where, Params params) {
  private static final GrantedFilter ALL_ROWS = new GrantedFilter(null, Params.NONE);

  /** One rule's filter stays as it is; several are OR-ed, each in parentheses and with numbers of its own. */
  static GrantedFilter anyOf(List<Rule> rules, Subject subject) {
    List<String> parts = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Rule rule : rules) {
      FilterTemplate filter = rule.filter();
      if (filter == null) {
        return ALL_ROWS;
      }
      parts.add(filter.sql(values.size() + 1));
      values.addAll(filter.values(subject));
    }
    return new GrantedFilter(joined(parts), new Params(values));
  }

  Shape over(Shape asked, ColumnGrant columns) {
    return new Shape(
        asked.table(), where, params, columns.columns(), columns.queryable(), asked.replica());
  }

  private static String joined(List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : '(' + String.join(") OR (", parts) + ')';
  }
}
