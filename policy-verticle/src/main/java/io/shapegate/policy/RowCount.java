package io.shapegate.policy;

import io.shapegate.contract.Shape;
import io.shapegate.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows that a shape has now, up to a limit and within the time-out, as far as the policy's role may read the
 * table. Never fails: what goes wrong becomes a note.
 */
final class RowCount {
  /** Quoted texts and names, which stay as they are, or a parameter. */
  private static final Pattern PARAMETER = Pattern.compile("'[^']*+'|\"[^\"]*+\"|\\$([0-9]{1,5})");

  /** Escapes and dollar quotes, where quotes would have to be read in another way. */
  private static final Pattern UNUSUAL = Pattern.compile("\\\\|\\$(?![0-9])|[A-Za-z0-9_]\\$");

  private final Pool pool;
  private final int limit;
  private final Duration timeout;

  /** A limit of 0 counts nothing. */
  RowCount(Pool pool, int limit, Duration timeout) {
    this.pool = pool;
    this.limit = limit;
    this.timeout = timeout;
  }

  Future<JsonObject> of(Shape shape) {
    if (limit == 0) {
      return Future.succeededFuture(note("EXPLAIN_ROWS is 0"));
    }
    if (shape.where() != null && UNUSUAL.matcher(shape.where()).find()) {
      return Future.succeededFuture(note("a filter with escapes or dollar quotes is not counted"));
    }
    return pool.withConnection(connection -> count(connection, shape))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .map(this::counted)
        .otherwise(failure -> note(DatabaseFailure.describe(failure)));
  }

  private Future<Integer> count(SqlConnection connection, Shape shape) {
    return new SqlCheck()
        .types(connection, query(shape, shape.where()))
        .compose(types -> connection
            .preparedQuery(query(shape, typed(shape.where(), types)))
            .execute(Tuple.wrap(shape.params().values())))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  private String query(Shape shape, @Nullable String where) {
    return "SELECT count(*)::int FROM (" + Sql.rows("", shape.table(), where) + " LIMIT "
        + (limit + 1) + ") AS shape";
  }

  /** Parameters travel as text, whatever type the filter gives them. */
  private static @Nullable String typed(@Nullable String where, List<String> types) {
    return where == null
        ? null
        : PARAMETER
            .matcher(where)
            .replaceAll(found -> found.group(1) == null
                ? Matcher.quoteReplacement(found.group())
                : "(\\$" + found.group(1) + "::text::"
                    + type(types, Integer.parseInt(found.group(1))) + ")");
  }

  private static String type(List<String> types, int number) {
    return Matcher.quoteReplacement(
        number >= 1 && number <= types.size() ? types.get(number - 1) : "text");
  }

  private JsonObject counted(int rows) {
    return new JsonObject()
        .put("count", Math.min(rows, limit))
        .put("limit", limit)
        .put("more", rows > limit);
  }

  private static JsonObject note(String text) {
    return new JsonObject().put("note", text);
  }
}
