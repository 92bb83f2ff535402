package io.shapegate.develectric;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, checked as far as that goes without a look at the table. An {@code offset} of null
 * stands for {@code now}; {@code subset} is what the request gave, unchecked.
 */
record ShapeParameters(
    String table,
    @Nullable LogOffset offset,
    @Nullable String handle,
    boolean live,
    boolean sse,
    @Nullable String where,
    Map<String, String> params,
    @Nullable List<String> columns,
    @Nullable List<String> queryableColumns,
    Replica replica,
    boolean changesOnly,
    @Nullable Object subset) {

  static ShapeParameters read(Map<String, Object> values) {
    ParameterReader reader = new ParameterReader(values);
    String offset = reader.text("offset");
    String handle = reader.text("handle");
    boolean live = ParameterReader.isTrue(values.getOrDefault("live", "false"));
    boolean sse = ParameterReader.isTrue(
        values.getOrDefault("live_sse", values.getOrDefault("experimental_live_sse", "false")));
    ShapeParameters parameters = new ShapeParameters(
        Objects.requireNonNullElse(reader.text("table"), ""),
        offset == null || offset.equals("now")
            ? null
            : LogOffset.parse(offset).orElse(LogOffset.BEFORE_ALL),
        handle,
        live,
        sse,
        reader.text("where"),
        reader.texts("params"),
        reader.columns("columns"),
        reader.columns("queryable_columns"),
        reader.choice("replica", List.of("default", "full")).equals("full")
            ? Replica.FULL
            : Replica.DEFAULT,
        reader.choice("log", List.of("full", "changes_only")).equals("changes_only"),
        values.get("subset"));
    if (offset == null && !reader.errors().containsKey("offset")) {
      reader.error("offset", "can't be blank");
    }
    failOn(reader.errors());
    return parameters.checked(Objects.requireNonNull(offset));
  }

  boolean isNow() {
    return offset == null;
  }

  String offsetText() {
    return offset == null ? "now" : offset.toString();
  }

  /** Electric's own order: the first thing that is wrong is the one that is told. */
  private ShapeParameters checked(String offsetText) {
    boolean start = offsetText.equals("-1") || offsetText.equals("now");
    if (!start && LogOffset.parse(offsetText).isEmpty()) {
      throw InvalidRequest.of("offset", "has invalid format");
    }
    if (!start && handle == null) {
      throw InvalidRequest.of("handle", "can't be blank when offset != -1");
    }
    if (start && live) {
      String when = offset == null ? "offset is 'now'" : "offset == -1";
      throw InvalidRequest.of("live", "can't be true when " + when);
    }
    if (sse && !live) {
      throw InvalidRequest.of("live_sse", "can't be true unless live is also true");
    }
    if (table.isEmpty()) {
      throw InvalidRequest.of("table", "can't be blank");
    }
    return start ? withoutHandle() : this;
  }

  private ShapeParameters withoutHandle() {
    return new ShapeParameters(
        table,
        offset,
        null,
        live,
        sse,
        where,
        params,
        columns,
        queryableColumns,
        replica,
        changesOnly,
        subset);
  }

  private static void failOn(JsonObject errors) {
    if (!errors.isEmpty()) {
      throw new InvalidRequest(errors);
    }
  }
}
