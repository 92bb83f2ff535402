package io.shapegate.policy;

import io.shapegate.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks Postgres whether SQL is sound. Remembers what it has seen, so that reading rules again costs nothing for those that
 * did not change. What Postgres refuses is an {@link InvalidRuleException}; a failure of another kind tells nothing about
 * the SQL. Used on one event loop.
 */
final class SqlCheck {
  private static final String NAME = "shapegate_check";

  /** With -1 for "no length": a plain cast to text gives {@code character}, which is one character long. */
  private static final String TYPES = """
      SELECT to_json(ARRAY(
        SELECT format_type(type, -1) FROM unnest(parameter_types) WITH ORDINALITY AS parameter (type, place)
        ORDER BY place)) FROM pg_prepared_statements WHERE name = $1""";

  /** Classes of SQLSTATE that tell nothing about the SQL: connection, resources, operator, system. */
  private static final Set<String> ABOUT_THE_SERVER = Set.of("08", "53", "57", "58");

  /** A lock that was not free, a statement that took too long: worth another try soon. */
  private static final Set<String> FOR_NOW = Set.of("55P03", "57014");

  private final Map<String, List<String>> good = new HashMap<>();
  private final Map<String, String> bad = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private boolean unsure;
  private int number;

  /** Has the SQL parsed, without running it, and tells the types of {@code $1}, {@code $2}, …. */
  Future<List<String>> types(SqlConnection connection, String sql) {
    return known(sql, () -> parse(connection, sql));
  }

  /** Has the SQL planned, without running it, in order to see whether the role has the rights. */
  Future<Void> plan(SqlConnection connection, String sql, int parameters) {
    String explained = "EXPLAIN " + sql;
    return known(
            explained,
            () -> connection
                .preparedQuery(explained)
                .execute(Tuple.wrap(Collections.nCopies(parameters, null)))
                .map(List.of()))
        .mapEmpty();
  }

  /** Before a reading. As tables may have changed, everything may have to be forgotten. */
  void begin(boolean forget) {
    used.clear();
    unsure = false;
    if (forget) {
      good.clear();
      bad.clear();
    }
  }

  /** After a reading: forgets what was not asked for since its begin. */
  void end() {
    good.keySet().retainAll(used);
    bad.keySet().retainAll(used);
  }

  /** Whether something was refused since the last begin that may be sound a moment later. */
  boolean isUnsure() {
    return unsure;
  }

  private Future<List<String>> known(String sql, Supplier<Future<List<String>>> question) {
    used.add(sql);
    if (good.containsKey(sql)) {
      return Future.succeededFuture(good.get(sql));
    }
    if (bad.containsKey(sql)) {
      return Future.failedFuture(new InvalidRuleException(bad.get(sql)));
    }
    return question
        .get()
        .onSuccess(types -> good.put(sql, types))
        .recover(failure -> Future.failedFuture(judged(sql, failure)));
  }

  private Future<List<String>> parse(SqlConnection connection, String sql) {
    String name = NAME + ++number;
    return connection
        .preparedQuery("PREPARE " + name + " AS " + sql)
        .execute()
        .compose(prepared -> connection.preparedQuery(TYPES).execute(Tuple.of(name)))
        .compose(
            types -> connection.preparedQuery("DEALLOCATE " + name).execute().map(texts(types)));
  }

  private Throwable judged(String sql, Throwable failure) {
    String state = DatabaseFailure.sqlState(failure).orElse("");
    String why = DatabaseFailure.describe(failure);
    if (FOR_NOW.contains(state)) {
      unsure = true;
      return new InvalidRuleException(why + "; to be checked again soon");
    }
    if (state.length() < 2 || ABOUT_THE_SERVER.contains(state.substring(0, 2))) {
      return failure;
    }
    bad.put(sql, why);
    return new InvalidRuleException(why);
  }

  private static List<String> texts(RowSet<Row> rows) {
    return rows.iterator().next().getJsonArray(0).stream().map(String::valueOf).toList();
  }
}
