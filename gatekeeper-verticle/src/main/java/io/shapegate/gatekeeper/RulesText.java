package io.shapegate.gatekeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the built-in rules decided, as lines for people. */
final class RulesText {
  private static final int MAX_WIDTH = 40;

  private RulesText() {}

  static List<String> of(RulesExplanation explanation) {
    List<String> lines = new ArrayList<>();
    int names =
        width(explanation.rules().stream().map(RulesExplanation.Rule::name).toList());
    int outcomes =
        width(explanation.rules().stream().map(RulesExplanation.Rule::outcome).toList());
    for (RulesExplanation.Rule rule : explanation.rules()) {
      lines.add(mark(rule.outcome()) + ' ' + padded(rule.name(), names) + "  "
          + padded(rule.outcome(), outcomes) + "  " + VisibleText.of(rule.why()));
    }
    if (!explanation.values().isEmpty()) {
      lines.add("values   "
          + explanation.values().stream().map(RulesText::of).collect(Collectors.joining(" · ")));
    }
    if (explanation.rows() != null) {
      lines.add("rows     " + VisibleText.of(explanation.rows()));
    }
    return lines;
  }

  private static String of(RulesExplanation.Value value) {
    List<String> origin = new ArrayList<>();
    if (!value.from().isEmpty()) {
      origin.add(VisibleText.of(value.from()));
    }
    if (value.cached()) {
      origin.add("cached");
    }
    if (value.millis() != null) {
      origin.add(Millis.text(value.millis()));
    }
    if (!value.note().isEmpty()) {
      origin.add(VisibleText.of(value.note()));
    }
    String given = value.value() == null ? " has no value" : " = " + VisibleText.of(value.value());
    return VisibleText.of(value.name())
        + given
        + (origin.isEmpty() ? "" : " (" + String.join(", ", origin) + ")");
  }

  private static String mark(String outcome) {
    return switch (outcome) {
      case "grants", "joins" -> "✓";
      case "refused", "denies" -> "✗";
      default -> "·";
    };
  }

  private static int width(List<String> texts) {
    return texts.stream()
        .mapToInt(text -> Math.min(VisibleText.of(text).length(), MAX_WIDTH))
        .max()
        .orElse(0);
  }

  private static String padded(String text, int width) {
    String visible = VisibleText.of(text);
    return visible + " ".repeat(Math.max(0, width - visible.length()));
  }
}
