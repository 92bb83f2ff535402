package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An explanation for programs. What has no value is left out. */
final class ExplanationJson {
  private static final int MAX_EXPLANATION = 262_144;

  private ExplanationJson() {}

  static JsonObject of(Explanation explanation, String requestId) {
    Hearing hearing = explanation.hearing();
    JsonObject json = new JsonObject()
        .put("explain", true)
        .put("subject", subject(hearing.subject()))
        .put("asked", hearing.asked().toJson())
        .put("decision", explanation.decision());
    put(
        json,
        "code",
        explanation.refusal() == null ? null : explanation.refusal().code());
    put(json, "reason", explanation.reason());
    Allow allowed = hearing.allowed();
    if (allowed != null) {
      addGrant(json, allowed);
    }
    if (explanation.refusal() == null) {
      json.put("ttl_seconds", explanation.seconds());
    }
    JsonArray policies = new JsonArray();
    hearing.answers().forEach(answer -> policies.add(policy(answer)));
    return json.put("policies", policies)
        .put("ms", times(explanation))
        .put("request_id", requestId);
  }

  private static void addGrant(JsonObject json, Allow allowed) {
    ShapeLimit.Size size = ShapeLimit.of(allowed.shape());
    json.put("granted", allowed.shape().toJson())
        .put("subsets", allowed.subsets())
        .put(
            "size",
            new JsonObject()
                .put("bytes", size.query())
                .put("limit", size.maxQuery())
                .put("token_bytes", size.claim())
                .put("token_limit", size.maxClaim()));
  }

  private static JsonObject subject(Subject subject) {
    return new JsonObject()
        .put("id", subject.id())
        .put("anonymous", subject.anonymous())
        .put("claims", subject.claims());
  }

  private static JsonObject policy(PolicyAnswer answer) {
    Decision decision = answer.decision();
    JsonObject json = new JsonObject().put("address", answer.address());
    if (decision instanceof Allow allow) {
      json.put("decision", "allow").put("ttl_seconds", allow.ttl().toSeconds());
      put(json, "reason", allow.reason());
    } else if (decision instanceof Deny deny) {
      json.put("decision", "deny").put("code", deny.code()).put("reason", deny.reason());
    } else {
      json.put("decision", "unavailable");
    }
    put(json, "error", answer.error());
    json.put("rules", new JsonArray(answer.trace().rules())).put("ms", Millis.of(answer.nanos()));
    put(json, "explanation", bounded(answer.trace().explanation()));
    return json;
  }

  /** A policy may say more than anybody wants to read. */
  static @Nullable JsonObject bounded(@Nullable JsonObject explanation) {
    int length = explanation == null ? 0 : explanation.encode().length();
    return length <= MAX_EXPLANATION
        ? explanation
        : new JsonObject()
            .put(
                "note",
                "left out, as it has " + length + " characters; at most " + MAX_EXPLANATION);
  }

  private static JsonObject times(Explanation explanation) {
    JsonObject times = new JsonObject();
    explanation.stepNanos().forEach((step, nanos) -> times.put(step, Millis.of(nanos)));
    return times.put("total", Millis.of(explanation.nanos()));
  }

  private static void put(JsonObject json, String key, @Nullable Object value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
