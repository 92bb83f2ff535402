package io.shapegate.demo;

import io.vertx.core.json.JsonObject;

/** What the page sends. */
final class SampleBody {
  private SampleBody() {}

  static JsonObject item(String id, String value) {
    return new JsonObject().put("table", "items").put("id", id).put("value", value);
  }

  static JsonObject task(String id, int organisation, String title) {
    return new JsonObject()
        .put("table", "tasks")
        .put("id", id)
        .put("org_id", organisation)
        .put("title", title);
  }

  static JsonObject move(String id, int organisation) {
    return new JsonObject().put("id", id).put("org_id", organisation);
  }
}
