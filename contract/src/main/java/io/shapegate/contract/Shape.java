package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Electric streams: a table, and optionally a row filter with its parameters and a list of columns.
 *
 * @param where SQL over the table's columns, with {@code $n} for parameters; null for all rows
 * @param columns null for all columns
 * @param queryableColumns the columns that a subset query may use; null for the same as {@code columns}
 * @param replica null where the client may choose
 */
public record Shape(
    TableName table,
    @Nullable String where,
    Params params,
    @Nullable Columns columns,
    @Nullable Columns queryableColumns,
    @Nullable Replica replica) {
  static final Set<String> KEYS =
      Set.of("namespace", "table", "where", "params", "columns", "queryable_columns", "replica");

  public Shape {
    if (where != null && PlainText.check("where", where).isBlank()) {
      throw new ContractException("where is blank; leave it out for all rows");
    }
    if (where == null && !params.isEmpty()) {
      throw new ContractException("params are given without a where that uses them");
    }
  }

  /** All rows and columns of a table. */
  public static Shape of(TableName table) {
    return new Shape(table, null, Params.NONE, null, null, null);
  }

  /** The same shape with another {@code replica}. */
  public Shape withReplica(@Nullable Replica other) {
    return new Shape(table, where, params, columns, queryableColumns, other);
  }

  /**
   * The columns that a subset query may use: never more than the shape shows. Null for all.
   */
  public @Nullable Columns effectiveQueryableColumns() {
    return queryableColumns == null ? columns : queryableColumns;
  }

  /**
   * The JSON of claims and of the event bus. {@code namespace}, {@code table}, {@code where} and {@code columns} are always
   * there, null when not set, for verifiers written for Electric's gatekeeper example.
   */
  public JsonObject toJson() {
    return new JsonObject()
        .put("namespace", table.namespaceText().orElse(null))
        .put("table", table.table().toString())
        .put("where", where)
        .put("columns", text(columns))
        .put("params", params.toJson())
        .put("queryable_columns", text(queryableColumns))
        .put("replica", text(replica));
  }

  /** Reads {@link #toJson}; an unknown key, a wrong type or a missing table is a {@link ContractException}. */
  public static Shape fromJson(JsonObject json) {
    Json.onlyKeys("a shape", json, KEYS);
    String namespace = Json.text(json, "namespace");
    Identifier table = Identifier.parse(Json.required(json, "table"));
    return new Shape(
        namespace == null
            ? new TableName(TableName.PUBLIC, table)
            : new TableName(Identifier.parse(namespace), table),
        Json.text(json, "where"),
        Params.of(Json.object(json, "params").getMap()),
        parsed(json, "columns", Columns::parse),
        parsed(json, "queryable_columns", Columns::parse),
        parsed(json, "replica", Replica::parse));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static <T> @Nullable T parsed(JsonObject json, String key, Function<String, T> parser) {
    String text = Json.text(json, key);
    return text == null ? null : parser.apply(text);
  }
}
