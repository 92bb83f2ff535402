package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** Follows a shape and keeps its rows, and is strict: no row is inserted twice, none changed that is not there. */
final class ShapeReader {
  private final TestElectric electric;
  private final String shape;
  private final Map<String, JsonObject> rows = new HashMap<>();
  private String position = "offset=-1";
  private String last = "";

  ShapeReader(TestElectric electric, String shape) {
    this.electric = electric;
    this.shape = shape;
  }

  Map<String, JsonObject> rows() {
    return rows;
  }

  /** Reads to the end of the log. */
  Answer catchUp() throws Exception {
    Answer answer = step("");
    while (!answer.isUpToDate()) {
      answer = step("");
    }
    return answer;
  }

  Answer step(String parameters) throws Exception {
    Answer answer = electric.shape(shape + "&" + position + parameters);
    assertEquals(200, answer.status(), answer.body());
    answer.rows().forEach(this::apply);
    position = answer.next();
    last = answer.offset();
    return answer;
  }

  String offset() {
    return last;
  }

  String position() {
    return position;
  }

  private void apply(JsonObject message) {
    String key = message.getString("key");
    JsonObject value = message.getJsonObject("value");
    switch (message.getJsonObject("headers").getString("operation")) {
      case "insert" ->
        assertNull(rows.put(key, value.copy()), "inserted twice: " + message.encode());
      case "update" -> {
        assertNotNull(rows.get(key), "updated but unknown: " + message.encode());
        rows.get(key).mergeIn(value);
      }
      case "delete" -> assertNotNull(rows.remove(key), "deleted but unknown: " + message.encode());
      default -> throw new AssertionError(message.encode());
    }
  }
}
