package io.shapegate.policy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;

/** Makes a lookup of a row of {@code shapegate.lookups}, as JSON. */
final class LookupReader {
  /** More values than this are no value: they would not fit into a request to Electric anyway. */
  static final int MAX_VALUES = 1_000;

  private final SqlCheck check;

  LookupReader(SqlCheck check) {
    this.check = check;
  }

  /** Throws, or fails with an {@link InvalidRuleException}, where the lookup cannot be used. */
  Future<Lookup> read(SqlConnection connection, JsonObject row) {
    FilterTemplate query = FilterTemplate.parse(row.getString("query"));
    List<Bind> binds = List.copyOf(query.binds());
    if (!binds.stream().allMatch(Bind.FromToken.class::isInstance)) {
      throw new InvalidRuleException("a lookup cannot use another lookup");
    }
    String name = row.getString("name");
    boolean single = row.getBoolean("single");
    Duration cache = Duration.ofSeconds(row.getInteger("cache_seconds"));
    return check
        .types(connection, listOf(query.sql(1)))
        .map(types -> listOf(query.sql(index -> cast(index, types))))
        .compose(sql -> check.plan(connection, sql, binds.size()).map(sql))
        .map(sql -> new Lookup(name, sql, binds, single, cache));
  }

  /** The constructor of an array takes one column only; each value becomes the text that Postgres would read again. */
  private static String listOf(String query) {
    return "SELECT to_json(ARRAY(SELECT * FROM (" + query + ") AS lookup LIMIT " + (MAX_VALUES + 1)
        + ")::text[])";
  }

  /** Parameters travel as text, whatever type the query wants. */
  private static String cast(int index, List<String> types) {
    return "($" + (index + 1) + "::text::" + types.get(index) + ")";
  }
}
