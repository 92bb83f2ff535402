package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * The question that a gatekeeper puts to a policy over the event bus.
 *
 * @param id names this question in the logs of both sides
 * @param shape what is asked for, or what the policy before this one granted
 * @param explain whether the decision should carry an explanation; it must not change the decision
 */
public record PolicyRequest(String id, Subject subject, Shape shape, boolean explain) {
  private static final long VERSION = 1;
  private static final Set<String> KEYS = Set.of("version", "id", "subject", "shape", "explain");

  /** A question that wants no explanation. */
  public PolicyRequest(String id, Subject subject, Shape shape) {
    this(id, subject, shape, false);
  }

  /** The same question about another shape. */
  public PolicyRequest about(Shape other) {
    return new PolicyRequest(id, subject, other, explain);
  }

  public JsonObject toJson() {
    JsonObject json = new JsonObject()
        .put("version", VERSION)
        .put("id", id)
        .put("subject", subject.toJson())
        .put("shape", shape.toJson());
    return explain ? json.put("explain", true) : json;
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
        Shape.fromJson(Json.object(json, "shape")),
        Json.flag(json, "explain", false));
  }
}
