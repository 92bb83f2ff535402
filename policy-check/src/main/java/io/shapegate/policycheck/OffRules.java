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
 * @param problems those that are off and should not be, are off for another reason, or should be off and are not
 */
record OffRules(int expected, List<String> problems) {
  static OffRules compare(JsonObject health, Map<String, String> expected) {
    Map<String, String> off = new LinkedHashMap<>();
    JsonArray listed = health.getJsonArray("off", new JsonArray());
    for (int i = 0; i < listed.size(); i++) {
      JsonObject one = listed.getJsonObject(i);
      String name =
          one.containsKey("rule") ? one.getString("rule") : "lookup " + one.getString("lookup");
      off.put(name, one.getString("why"));
    }
    List<String> problems = new ArrayList<>();
    off.forEach((name, why) -> {
      String part = expected.get(name);
      if (part == null) {
        problems.add(name + " is off: " + why);
      } else if (!why.contains(part)) {
        problems.add(name + " is off: " + why + "; expected: " + part);
      }
    });
    expected.keySet().stream()
        .filter(name -> !off.containsKey(name))
        .forEach(name -> problems.add(name + " is not off, as was expected"));
    return new OffRules(
        off.size()
            - (int) off.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .count(),
        problems);
  }
}
