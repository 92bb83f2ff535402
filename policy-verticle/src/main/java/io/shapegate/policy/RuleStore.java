package io.shapegate.policy;

import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** Reads the rules in Postgres. Each question is asked anew, so that a changed rule takes effect at once. */
final class RuleStore {
  /** Lists as JSON: the driver reads an array of two dimensions as null, and null columns are all columns. */
  private static final String RULES = """
      SELECT id, name, audience, to_json(roles) AS roles, row_filter, to_json(columns) AS columns,
        to_json(queryable_columns) AS queryable_columns, subsets, ttl_seconds
      FROM shapegate.rules
      WHERE namespace = $1 AND table_name = $2 AND enabled
      ORDER BY priority, id""";

  private final Pool pool;
  private final Duration timeout;
  private final InvalidRules invalid = new InvalidRules();

  RuleStore(Pool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /** The enabled and usable rules of a table, the first by priority first. Fails within the time-out. */
  Future<List<Rule>> forTable(TableName table) {
    return query(table.namespace().name(), table.table().name())
        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
            .map(this::usable)
            .flatMap(Optional::stream)
            .toList());
  }

  /** Whether the rules can be read now: the connection, the role's rights and the table. */
  Future<Void> check() {
    return query("", "").mapEmpty();
  }

  private Future<RowSet<Row>> query(String namespace, String table) {
    return pool.preparedQuery(RULES)
        .execute(Tuple.of(namespace, table))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(new RulesUnavailableException(failure)));
  }

  /** One that cannot be used grants nothing, and takes no other down with it. */
  private Optional<Rule> usable(Row row) {
    long id = row.getLong("id");
    try {
      Rule rule = RuleReader.read(row);
      invalid.forget(id);
      return Optional.of(rule);
    } catch (RuntimeException e) {
      invalid.report(id, row.getString("name"), e);
      return Optional.empty();
    }
  }
}
