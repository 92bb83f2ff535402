package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.Shape;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Adds to a decision how it came about. The decision itself stays as it is. */
final class Explainer {
  private final Function<Shape, Future<JsonObject>> rowCount;

  /** Rows are counted as the function does it. */
  Explainer(Function<Shape, Future<JsonObject>> rowCount) {
    this.rowCount = rowCount;
  }

  Future<Decision> explain(Ruling ruling, Stopwatch watch) {
    JsonObject explanation =
        new JsonObject().put("rules", rules(ruling)).put("values", values(ruling));
    Decision decision = ruling.decision();
    if (!(decision instanceof Allow allow)) {
      return Future.succeededFuture(with(decision, explanation.put("ms", watch.toJson())));
    }
    return rowCount.apply(allow.shape()).map(rows -> {
      watch.lap("rows");
      return with(decision, explanation.put("rows", rows).put("ms", watch.toJson()));
    });
  }

  private static Decision with(Decision decision, JsonObject explanation) {
    Trace trace = new Trace(decision.trace().rules(), explanation);
    if (decision instanceof Allow allow) {
      return new Allow(allow.shape(), allow.subsets(), allow.ttl(), allow.reason(), trace);
    }
    return decision instanceof Deny deny ? new Deny(deny.code(), deny.reason(), trace) : decision;
  }

  /** In the order in which they were considered; those that are off come last. */
  private static JsonArray rules(Ruling ruling) {
    JsonArray rules = new JsonArray();
    for (Verdict verdict : ruling.verdicts()) {
      Rule rule = verdict.rule();
      rules.add(new JsonObject()
          .put("name", rule.name())
          .put("effect", rule.denies() ? "deny" : "grant")
          .put("priority", rule.priority())
          .put("outcome", outcome(verdict, ruling.deciding()))
          .put("why", why(verdict, ruling)));
    }
    for (OffRule off : ruling.hearing().book().offFor(ruling.hearing().asked().table())) {
      rules.add(new JsonObject()
          .put("name", off.name())
          .put("effect", off.denies() ? "deny" : "grant")
          .put("outcome", off.denies() ? "denies" : "off")
          .put("why", off.denies() ? "is off, so it denies everybody: " + off.why() : off.why()));
    }
    return rules;
  }

  private static String outcome(Verdict verdict, List<Rule> deciding) {
    if (verdict instanceof Verdict.Skips) {
      return "skipped";
    }
    if (verdict instanceof Verdict.Refuses) {
      return "refused";
    }
    if (verdict instanceof Verdict.Denies) {
      return "denies";
    }
    int place = deciding.indexOf(verdict.rule());
    return place < 0 ? "outranked" : place == 0 ? "grants" : "joins";
  }

  private static String why(Verdict verdict, Ruling ruling) {
    if (verdict instanceof Verdict.Skips skips) {
      return skips.why();
    }
    if (verdict instanceof Verdict.Refuses refuses) {
      return refuses.deny().reason();
    }
    if (verdict instanceof Verdict.Denies) {
      return ruling.hearing().roles().complete()
          ? "is for this subject"
          : "the roles of the subject cannot be read, so it may be for them";
    }
    return switch (outcome(verdict, ruling.deciding())) {
      case "grants" -> "is the first that grants";
      case "joins" -> "grants the same columns, so its rows are added";
      default ->
        ruling.decision() instanceof Deny
            ? "would grant, but is denied"
            : "grants other columns than the first";
    };
  }

  private static JsonArray values(Ruling ruling) {
    JsonArray values = new JsonArray();
    ruling.values().byBind().forEach((bind, value) -> {
      JsonObject json = new JsonObject()
          .put("name", ":" + bind)
          .put("value", value.text().orElse(null))
          .put("from", value.origin() == BindValue.Origin.TOKEN ? "token" : "lookup");
      if (value.origin() != BindValue.Origin.TOKEN) {
        json.put("cached", value.origin() == BindValue.Origin.CACHE)
            .put("ms", Stopwatch.millis(value.duration().toNanos()));
      }
      values.add(value.note().isEmpty() ? json : json.put("note", value.note()));
    });
    return values;
  }
}
