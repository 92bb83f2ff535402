package io.shapegate.policy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What health tells about the rules: how many there are, and which cannot be used. */
final class RuleFacts {
  private static final int MAX_NAMED = 100;

  private RuleFacts() {}

  static JsonObject of(LiveRules rules) {
    RuleBook book = rules.lastRead();
    if (book == null) {
      return new JsonObject();
    }
    JsonArray off = new JsonArray();
    book.off().stream()
        .limit(MAX_NAMED)
        .forEach(rule -> off.add(new JsonObject().put("rule", rule.name()).put("why", rule.why())));
    book.offLookups().entrySet().stream()
        .limit(MAX_NAMED)
        .forEach(lookup ->
            off.add(new JsonObject().put("lookup", lookup.getKey()).put("why", lookup.getValue())));
    return new JsonObject()
        .put("revision", book.revision())
        .put("in_force", book.size())
        .put("lookups", book.lookups().size())
        .put("off", off);
  }
}
