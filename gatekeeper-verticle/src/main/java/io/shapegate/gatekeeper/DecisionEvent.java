package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.Shape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision, written down: who asked for what, what came of it, and who decided. Holds no token and no claims. All its
 * texts have a bounded length and can be stored.
 */
final class DecisionEvent {
  private static final int MAX_PARAMS = 50;
  private static final int MAX_PARAM = 200;

  private final boolean params;

  /** With or without the values of a filter's parameters, which may be personal. */
  DecisionEvent(boolean params) {
    this.params = params;
  }

  /** Either the token or the failure is there. */
  JsonObject of(
      Exchange exchange, Hearing hearing, @Nullable ShapeToken token, @Nullable Throwable failure) {
    Allow allowed = hearing.allowed();
    JsonObject event = new JsonObject()
        .put("at", Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
        .put("request_id", exchange.id())
        .put("subject", StorableText.of(hearing.subject().id()))
        .put("anonymous", hearing.subject().anonymous())
        .put("outcome", outcome(hearing, failure));
    if (failure != null) {
      event.put("code", failure instanceof Refusal refusal ? refusal.code() : "internal_error");
    }
    put(event, "reason", reason(allowed, failure));
    event
        .put("table", StorableText.of(hearing.asked().table().toString()))
        .put("asked", shape(hearing.asked()));
    if (allowed != null) {
      event.put("granted", granted(allowed, token));
    }
    event.put("policies", policies(hearing)).put("rules", rules(hearing));
    if (token != null) {
      event.put("jti", token.id()).put("expires_at", token.expiresAt().toString());
    }
    return event.put("ms", Millis.of(exchange.nanos()));
  }

  /** A grant that is refused all the same is too large. */
  private static String outcome(Hearing hearing, @Nullable Throwable failure) {
    if (failure == null) {
      return "allowed";
    }
    if (!(failure instanceof Refusal refusal)) {
      return "failed";
    }
    return switch (refusal.kind()) {
      case DENIED -> hearing.allowed() == null ? "denied" : "too_large";
      case UNAVAILABLE -> "unavailable";
      default -> "failed";
    };
  }

  private static @Nullable String reason(@Nullable Allow allowed, @Nullable Throwable failure) {
    if (failure != null) {
      return failure instanceof Refusal refusal ? PlainLine.of(refusal.detail()) : null;
    }
    return allowed == null || allowed.reason() == null ? null : PlainLine.of(allowed.reason());
  }

  private JsonObject granted(Allow allowed, @Nullable ShapeToken token) {
    return shape(allowed.shape())
        .put("subsets", allowed.subsets())
        .put("ttl_seconds", token == null ? allowed.ttl().toSeconds() : token.seconds());
  }

  private JsonObject shape(Shape shape) {
    JsonObject json =
        new JsonObject().put("table", StorableText.of(shape.table().toString()));
    put(json, "where", shape.where());
    put(json, "columns", shape.columns());
    put(json, "queryable_columns", shape.queryableColumns());
    put(json, "replica", shape.replica());
    if (params && !shape.params().isEmpty()) {
      json.put("params", values(shape.params().values()));
    }
    return json;
  }

  private static JsonArray values(List<String> values) {
    return new JsonArray(values.stream()
        .limit(MAX_PARAMS)
        .map(value -> StorableText.of(value, MAX_PARAM))
        .toList());
  }

  private static JsonArray policies(Hearing hearing) {
    return new JsonArray(hearing.answers().stream().map(PolicyAnswer::address).toList());
  }

  private static JsonArray rules(Hearing hearing) {
    return new JsonArray(hearing.answers().stream()
        .flatMap(answer -> answer.trace().rules().stream())
        .limit(Trace.MAX_RULES)
        .map(StorableText::of)
        .toList());
  }

  private static void put(JsonObject json, String key, @Nullable Object value) {
    if (value != null) {
      json.put(key, StorableText.of(value.toString()));
    }
  }
}
