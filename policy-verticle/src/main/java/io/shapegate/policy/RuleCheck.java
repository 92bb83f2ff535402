package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds a rule against the database: are its table, its columns and its lookups there, and can Postgres parse its filter?
 *
 * @param lookups the names of those that can be used
 */
record RuleCheck(
    SqlConnection connection, SqlCheck sql, Map<TableName, Columns> tables, Set<String> lookups) {
  /** Throws, or fails with, an {@link InvalidRuleException} where the rule cannot be used. */
  Future<Rule> check(Rule rule) {
    requireColumns(rule);
    FilterTemplate filter = rule.filter();
    if (filter == null) {
      return Future.succeededFuture(rule);
    }
    requireLookups(filter);
    return sql.types(connection, Sql.rows("", rule.table(), filter.sql(1))).map(rule);
  }

  private void requireColumns(Rule rule) {
    Columns there = tables.get(rule.table());
    if (there == null) {
      throw new InvalidRuleException("there is no table " + rule.table());
    }
    String missing = Stream.of(rule.columns(), rule.queryable())
        .flatMap(columns -> columns == null ? Stream.empty() : columns.names().stream())
        .filter(column -> !there.names().contains(column))
        .distinct()
        .map(Identifier::toString)
        .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new InvalidRuleException(rule.table() + " has no column " + missing);
    }
  }

  private void requireLookups(FilterTemplate filter) {
    for (Bind bind : filter.binds()) {
      if (bind instanceof Bind.Looked looked && !lookups.contains(looked.lookup())) {
        throw new InvalidRuleException(
            "there is no lookup " + looked.lookup() + ", or it is off, and " + bind + " needs it");
      }
    }
  }
}
