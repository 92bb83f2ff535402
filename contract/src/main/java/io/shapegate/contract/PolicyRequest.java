package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * The question that a gatekeeper puts to a policy over the event bus.
 *
 * @param id names this question in the logs of both sides
 * @param shape what is asked for, or what the policy before this one granted
 */
public record PolicyRequest(String id, Subject subject, Shape shape) {
  private static final long VERSION = 1;
  private static final Set<String> KEYS = Set.of("version", "id", "subject", "shape");

  public JsonObject toJson() {
    return new JsonObject()
        .put("version", VERSION)
        .put("id", id)
        .put("subject", subject.toJson())
        .put("shape", shape.toJson());
  }

  /** Reads {@link #toJson}; anything else, a newer version too, is a {@link ContractException}. */
  public static PolicyRequest fromJson(JsonObject json) {
    if (Json.integer(json, "version") != VERSION) {
      throw new ContractException("this policy answers version " + VERSION + " only");
    }
    Json.onlyKeys("a policy request", json, KEYS);
    return new PolicyRequest(
        Json.required(json, "id"),
        Subject.fromJson(Json.object(json, "subject")),
        Shape.fromJson(Json.object(json, "shape")));
  }
}
