package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A request that Electric answers with 400, and the field that is to blame. */
final class InvalidRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonObject errors;

  InvalidRequest(JsonObject errors) {
    super("Invalid request", null, false, false);
    this.errors = errors;
  }

  static InvalidRequest of(String field, String message) {
    return new InvalidRequest(error(field, message));
  }

  static InvalidRequest inSubset(String field, String message) {
    return new InvalidRequest(new JsonObject().put("subset", error(field, message)));
  }

  private static JsonObject error(String field, String message) {
    return new JsonObject().put(field, JsonArray.of(message));
  }

  JsonObject body() {
    return new JsonObject().put("message", "Invalid request").put("errors", errors);
  }
}
