package io.shapegate.policycheck;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What people read. */
final class Report {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean colour;

  Report(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  void asExpected(Case one) {
    out.println(painted(GREEN, "ok") + "    " + one.name());
  }

  void differs(Case one, List<Difference> differences) {
    out.println(painted(RED, "FAIL") + "  " + one.name() + "  [" + one.place() + "]");
    for (Difference difference : differences) {
      out.println("        " + difference.fact() + " should be  " + difference.expected());
      out.println("        " + " ".repeat(difference.fact().length()) + " but is     "
          + difference.actual());
    }
  }

  void explain(JsonObject explanation) {
    for (JsonObject rule : objects(explanation.getJsonArray("rules"))) {
      out.println("        rule " + rule.getString("name") + " " + rule.getString("outcome") + ": "
          + rule.getString("why"));
    }
    for (JsonObject value : objects(explanation.getJsonArray("values"))) {
      String note = value.getString("note");
      out.println("        value " + value.getString("name") + " = "
          + (note == null ? value.getString("value") : "none, as " + note) + " (from the "
          + value.getString("from") + ")");
    }
  }

  void off(OffRules off) {
    off.problems().forEach(problem -> out.println(painted(RED, "OFF") + "   " + problem));
  }

  void total(int cases, int failed, JsonObject rules, OffRules off, double seconds) {
    out.println();
    out.println(String.format(
        Locale.ROOT,
        "%d case%s: %s; %d rules in force, %d off%s; %.1f s",
        cases,
        cases == 1 ? "" : "s",
        failed == 0 ? "all as expected" : failed + " not as expected",
        rules.getInteger("in_force"),
        off.off(),
        off.off() > 0 && off.problems().isEmpty() ? " as expected" : "",
        seconds));
  }

  private String painted(String colourCode, String text) {
    return colour ? colourCode + text + PLAIN : text;
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array == null
        ? List.of()
        : array.stream().map(JsonObject.class::cast).toList();
  }
}
