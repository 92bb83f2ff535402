package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Who asks.
 *
 * @param id the verified {@code sub}, or {@code anonymous}
 * @param anonymous true for somebody who gave no credential at all
 * @param claims every claim of the verified identity token; empty when anonymous
 */
public record Subject(String id, boolean anonymous, JsonObject claims) {
  public static final Subject ANONYMOUS = new Subject("anonymous", true, new JsonObject());
  private static final Set<String> KEYS = Set.of("id", "anonymous", "claims");

  public Subject {
    PlainText.check("the subject", id);
  }

  JsonObject toJson() {
    return new JsonObject().put("id", id).put("anonymous", anonymous).put("claims", claims);
  }

  static Subject fromJson(JsonObject json) {
    Json.onlyKeys("a subject", json, KEYS);
    return new Subject(
        Json.required(json, "id"),
        Json.flag(json, "anonymous", false),
        Json.object(json, "claims"));
  }
}
