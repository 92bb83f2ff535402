package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads all rules and lookups, as of one moment, and has Postgres check their SQL. Used on one event loop. */
final class RuleLoader {
  /** Even where each of so many waits 50 ms for a lock, the question for the revision gets its turn well within a second. */
  private static final int CHUNK = 4;

  /** One statement, and so one snapshot. */
  private static final String EVERYTHING = """
      SELECT
        (SELECT number FROM shapegate.revision) AS revision,
        (SELECT json_agg(to_json(rule) ORDER BY priority, id)
          FROM shapegate.rules AS rule WHERE enabled) AS rules,
        (SELECT json_agg(to_json(lookup) ORDER BY name) FROM shapegate.lookups AS lookup) AS lookups,
        (SELECT json_agg(json_build_object(
            'namespace', n.nspname, 'table_name', c.relname, 'columns', (
              SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)))
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p')
            AND (n.nspname, c.relname) IN (SELECT namespace, table_name FROM shapegate.rules)) AS tables""";

  private final SqlCheck sql = new SqlCheck();
  private final LookupReader lookupReader = new LookupReader(sql);

  /** Reads it all. SQL that was checked before is not checked again, unless everything is to be. */
  Future<RuleBook> load(SqlConnection connection, boolean checkAll) {
    sql.begin(checkAll);
    return connection
        .preparedQuery(EVERYTHING)
        .execute()
        .compose(rows -> book(connection, rows.iterator().next()))
        .onSuccess(book -> sql.end());
  }

  /** Whether the last reading found something off that may be on again a moment later. */
  boolean isUnsure() {
    return sql.isUnsure();
  }

  private Future<RuleBook> book(SqlConnection connection, Row row) {
    Long revision = row.getLong("revision");
    if (revision == null) {
      return Future.failedFuture("shapegate.revision is empty");
    }
    Map<TableName, Columns> tables = tables(row.getJsonArray("tables"));
    Map<String, Lookup> lookups = new LinkedHashMap<>();
    Map<String, String> offLookups = new LinkedHashMap<>();
    List<Rule> rules = new ArrayList<>();
    List<OffRule> offRules = new ArrayList<>();
    return each(
            objects(row.getJsonArray("lookups")),
            lookup -> lookupReader.read(connection, lookup),
            lookup -> lookups.put(lookup.name(), lookup),
            (lookup, why) -> offLookups.put(lookup.getString("name"), why.reason()))
        .map(read -> new RuleCheck(connection, sql, tables, lookups.keySet()))
        .compose(check -> each(
            objects(row.getJsonArray("rules")),
            rule -> check.check(RuleReader.read(rule)),
            rules::add,
            (rule, why) -> offRules.add(RuleReader.off(rule, why))))
        .map(read -> RuleBook.of(revision, rules, offRules, lookups, offLookups, tables));
  }

  /**
   * Reads rows, some at a time, so that other questions get their turn on the connection; one that cannot be used takes no
   * other down with it.
   */
  private static <T> Future<Void> each(
      List<JsonObject> rows,
      Function<JsonObject, Future<T>> reader,
      Consumer<T> good,
      BiConsumer<JsonObject, InvalidRuleException> bad) {
    if (rows.isEmpty()) {
      return Future.succeededFuture();
    }
    List<JsonObject> chunk = rows.subList(0, Math.min(CHUNK, rows.size()));
    List<Future<T>> asked = chunk.stream().map(row -> one(row, reader)).toList();
    return Future.join(asked).<Void>mapEmpty().otherwiseEmpty().compose(settled -> {
      for (int i = 0; i < chunk.size(); i++) {
        Throwable failure = asked.get(i).cause();
        if (failure == null) {
          good.accept(asked.get(i).result());
        } else if (failure instanceof InvalidRuleException invalid) {
          bad.accept(chunk.get(i), invalid);
        } else {
          return Future.failedFuture(failure);
        }
      }
      return each(rows.subList(chunk.size(), rows.size()), reader, good, bad);
    });
  }

  /** Whatever a reader throws is about the row; only a future can fail for another reason. */
  private static <T> Future<T> one(JsonObject row, Function<JsonObject, Future<T>> reader) {
    try {
      return reader.apply(row);
    } catch (RuntimeException e) {
      return Future.failedFuture(new InvalidRuleException(String.valueOf(e.getMessage())));
    }
  }

  private static Map<TableName, Columns> tables(@Nullable JsonArray rows) {
    Map<TableName, Columns> tables = new HashMap<>();
    for (JsonObject row : objects(rows)) {
      Set<Identifier> columns = columns(row);
      if (!columns.isEmpty()) {
        tables.put(RuleReader.table(row), new Columns(columns));
      }
    }
    return tables;
  }

  private static Set<Identifier> columns(JsonObject table) {
    Set<Identifier> names = new LinkedHashSet<>();
    JsonArray listed = table.getJsonArray("columns");
    for (int i = 0; listed != null && i < listed.size(); i++) {
      names.add(new Identifier(listed.getString(i)));
    }
    return names;
  }

  private static List<JsonObject> objects(@Nullable JsonArray rows) {
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; rows != null && i < rows.size(); i++) {
      objects.add(rows.getJsonObject(i));
    }
    return objects;
  }
}
