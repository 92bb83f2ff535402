package io.shapegate.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy's answer. Ask for {@link Allow}: whatever else there is, or will be, denies. */
public sealed interface Decision {
  JsonObject toJson();

  /** What the decision rests on. */
  Trace trace();

  /**
   * What a decision rests on, for logs and for people. Nothing of it decides.
   *
   * @param rules the names of the rules that decided, at most 100
   * @param explanation how it came about, in the policy's own words; null unless the request asked for it
   */
  record Trace(List<String> rules, @Nullable JsonObject explanation) {
    public static final Trace NONE = new Trace(List.of(), null);
    public static final int MAX_RULES = 100;
    private static final int MAX_NAME = 100;

    public Trace {
      rules = List.copyOf(rules);
      if (rules.size() > MAX_RULES || rules.stream().anyMatch(name -> name.length() > MAX_NAME)) {
        throw new ContractException("rules are at most 100 names of at most 100 characters");
      }
      rules.forEach(name -> PlainText.check("the name of a rule", name));
    }

    private JsonObject addTo(JsonObject decision) {
      if (!rules.isEmpty()) {
        decision.put("rules", new JsonArray(rules));
      }
      return explanation == null ? decision : decision.put("explanation", explanation);
    }

    private static Trace of(JsonObject decision) {
      Object explanation = decision.getValue("explanation");
      return new Trace(
          Json.texts(decision, "rules"),
          explanation == null ? null : Json.object(decision, "explanation"));
    }
  }

  /**
   * The shape in here, and no more, may be read until the time to live is over.
   *
   * @param subsets whether the holder may query subsets of the shape
   * @param ttl at least one second; the gatekeeper may shorten it
   * @param reason for the log, such as the rule that granted
   */
  record Allow(
      Shape shape, boolean subsets, Duration ttl, @Nullable String reason, Trace trace)
      implements Decision {
    private static final Set<String> KEYS =
        Set.of("decision", "shape", "subsets", "ttl_seconds", "reason", "rules", "explanation");

    public Allow {
      if (ttl.toSeconds() < 1) {
        throw new ContractException("ttl_seconds must be at least 1");
      }
    }

    /** An allow that names no rules. */
    public Allow(Shape shape, boolean subsets, Duration ttl, @Nullable String reason) {
      this(shape, subsets, ttl, reason, Trace.NONE);
    }

    @Override
    public JsonObject toJson() {
      return trace.addTo(new JsonObject()
          .put("decision", "allow")
          .put("shape", shape.toJson())
          .put("subsets", subsets)
          .put("ttl_seconds", ttl.toSeconds())
          .put("reason", reason));
    }

    private static Allow fromJson(JsonObject json) {
      Json.onlyKeys("an allow", json, KEYS);
      return new Allow(
          Shape.fromJson(Json.object(json, "shape")),
          Json.flag(json, "subsets", true),
          Duration.ofSeconds(Json.integer(json, "ttl_seconds")),
          Json.text(json, "reason"),
          Trace.of(json));
    }
  }

  /**
   * Nothing may be read.
   *
   * @param code a word for programs, such as {@code no_rule}; the client sees it
   * @param reason a sentence for people; the client sees it
   */
  record Deny(String code, String reason, Trace trace) implements Decision {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int MAX_REASON = 500;

    public Deny {
      if (!CODE.matcher(code).matches()) {
        throw new ContractException("code is a word of a-z, 0-9 and _");
      }
      if (reason.isEmpty() || reason.length() > MAX_REASON) {
        throw new ContractException(
            "reason is a sentence of at most " + MAX_REASON + " characters");
      }
    }

    /** A deny that names no rules. */
    public Deny(String code, String reason) {
      this(code, reason, Trace.NONE);
    }

    @Override
    public JsonObject toJson() {
      return trace.addTo(
          new JsonObject().put("decision", "deny").put("reason", reason).put("code", code));
    }

    private static Deny fromJson(JsonObject json) {
      return new Deny(Json.required(json, "code"), Json.required(json, "reason"), Trace.of(json));
    }
  }

  /** Reads a reply; whatever is neither a well-formed allow nor a well-formed deny is a {@link ContractException}. */
  static Decision fromJson(JsonObject json) {
    return switch (Json.required(json, "decision")) {
      case "allow" -> Allow.fromJson(json);
      case "deny" -> Deny.fromJson(json);
      default -> throw new ContractException("decision is neither allow nor deny");
    };
  }
}
