package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** A message about one row. Columns are sorted by name, as Electric does. */
final class RowMessage {
  private RowMessage() {}

  static JsonObject headers(Relation relation, String operation) {
    return new JsonObject()
        .put("relation", JsonArray.of(relation.schema(), relation.name()))
        .put("operation", operation);
  }

  static JsonObject value(Row row) {
    return new JsonObject(new java.util.LinkedHashMap<>(new TreeMap<>(row.values())));
  }

  static JsonObject of(String key, Row row, JsonObject headers) {
    return new JsonObject().put("key", key).put("value", value(row)).put("headers", headers);
  }

  static byte[] encode(JsonObject message) {
    return message.encode().getBytes(StandardCharsets.UTF_8);
  }
}
