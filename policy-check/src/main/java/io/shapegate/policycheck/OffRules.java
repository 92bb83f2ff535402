package io.shapegate.policycheck;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules and lookups that cannot be used, against those that are expected to be so.
 *
 * @param off how many there are
 * @param problems those that are off and should not be, are off for another reason, or should be off and are not
 */
record OffRules(int off, List<String> problems) {
  static OffRules compare(JsonObject health, Map<String, String> expected) {
    Map<String, String> off = reasons(health.getJsonArray("off", new JsonArray()));
    List<String> problems = new ArrayList<>();
    off.forEach((name, why) -> {
      String part = expected.get(name);
      if (part == null) {
        problems.add(name + " is off: " + why);
      } else if (!why.contains(part)) {
        problems.add(name + " is off: " + why + "; the reason should be: " + part);
      }
    });
    expected.keySet().stream()
        .filter(name -> !off.containsKey(name))
        .forEach(name -> problems.add(name + " should be off and is not"));
    return new OffRules(off.size(), List.copyOf(problems));
  }

  private static Map<String, String> reasons(JsonArray listed) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      JsonObject one = listed.getJsonObject(i);
      String rule = one.getString("rule");
      reasons.put(rule == null ? "lookup " + one.getString("lookup") : rule, one.getString("why"));
    }
    return reasons;
  }
}
