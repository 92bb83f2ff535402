package io.shapegate.policy;

import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are granted.
 *
 * @param where null for all rows
 */
record GrantedFilter(@Nullable String where, List<String> values) {
  private static final GrantedFilter ALL_ROWS = new GrantedFilter(null, List.of());

  /** One rule's filter stays as it is; several are OR-ed, each in parentheses and with numbers of its own. */
  static GrantedFilter anyOf(List<Rule> rules, BindValues values) {
    List<String> parts = new ArrayList<>();
    List<String> used = new ArrayList<>();
    for (Rule rule : rules) {
      FilterTemplate filter = rule.filter();
      if (filter == null) {
        return ALL_ROWS;
      }
      parts.add(filter.sql(used.size() + 1));
      used.addAll(values.texts(rule.binds()));
    }
    return new GrantedFilter(
        parts.size() == 1 ? parts.get(0) : '(' + String.join(") OR (", parts) + ')', used);
  }

  /** Of these rows, those that the client asked for: both filters in parentheses, the client's numbers after the rules'. */
  GrantedFilter and(Optional<AskedFilter> asked) {
    return asked.isEmpty() ? this : and(asked.get().read().orElseThrow().render(values.size() + 1));
  }

  Shape over(TableName table, ColumnGrant columns, @Nullable Replica replica) {
    return new Shape(
        table, where, new Params(values), columns.columns(), columns.queryable(), replica);
  }

  private GrantedFilter and(ClientFilter.Rendered client) {
    List<String> all = new ArrayList<>(values);
    all.addAll(client.values());
    return new GrantedFilter(
        where == null ? client.sql() : '(' + where + ") AND (" + client.sql() + ')', all);
  }
}
