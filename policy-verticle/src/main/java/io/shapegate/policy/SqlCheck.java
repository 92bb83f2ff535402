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
  private static final String TYPES =
      "SELECT to_json(parameter_types::text[]) FROM pg_prepared_statements WHERE name = $1";

  /** Classes of SQLSTATE that say something about the SQL, and nothing about the server's state. */
  private static final Set<String> ABOUT_THE_SQL = Set.of("0A", "21", "22", "2F", "3F", "42", "54");

  private final Map<String, List<String>> good = new HashMap<>();
  private final Map<String, String> bad = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private int number;

  /** Has the SQL parsed, without running it, and tells the types of {@code $1}, {@code $2}, …. */
  Future<List<String>> types(SqlConnection connection, String sql) {
    return known(sql, () -> parse(connection, sql));
  }

  /** Runs the SQL with nulls for its parameters, in order to see whether the role has the rights. */
  Future<Void> run(SqlConnection connection, String sql, int parameters) {
    return known(
            sql,
            () -> connection
                .preparedQuery(sql)
                .execute(Tuple.wrap(Collections.nCopies(parameters, null)))
                .map(List.of()))
        .mapEmpty();
  }

  /** Forgets everything, as tables may have changed. */
  void forget() {
    good.clear();
    bad.clear();
  }

  /** Forgets what was not asked for since the last call. */
  void forgetUnused() {
    good.keySet().retainAll(used);
    bad.keySet().retainAll(used);
    used.clear();
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
    if (!isAboutTheSql(failure)) {
      return failure;
    }
    String why = DatabaseFailure.describe(failure);
    bad.put(sql, why);
    return new InvalidRuleException(why);
  }

  private static boolean isAboutTheSql(Throwable failure) {
    return DatabaseFailure.sqlState(failure)
        .map(state -> ABOUT_THE_SQL.contains(state.substring(0, 2)))
        .orElse(false);
  }

  private static List<String> texts(RowSet<Row> rows) {
    return rows.iterator().next().getJsonArray(0).stream().map(String::valueOf).toList();
  }
}
