package io.shapegate.gatekeeper;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation for people at a terminal. No text of anybody else's can steer it. */
final class ExplanationText {
  private static final String INDENT = "  ";

  private final Explanation explanation;
  private final Hearing hearing;
  private final List<String> lines = new ArrayList<>();

  private ExplanationText(Explanation explanation) {
    this.explanation = explanation;
    this.hearing = explanation.hearing();
  }

  static String of(Explanation explanation, String requestId) {
    ExplanationText text = new ExplanationText(explanation);
    text.addQuestion();
    text.addDecision();
    text.hearing.answers().forEach(text::addPolicy);
    text.addGrant();
    text.addTimes(requestId);
    return String.join("\n", text.lines) + '\n';
  }

  private void addQuestion() {
    Shape asked = hearing.asked();
    String filter = asked.where() == null ? "none" : VisibleText.of(asked.where());
    String dryRun = explanation.isDryRun()
        ? "; dry run for " + VisibleText.of(explanation.caller().id())
        : "";
    lines.add(VisibleText.of(hearing.subject().id()) + " asks for "
        + VisibleText.of(asked.table().toString()) + "  (columns: " + columns(asked.columns())
        + ", filter: " + filter + dryRun + ")");
  }

  private void addDecision() {
    Refusal refusal = explanation.refusal();
    if (refusal == null) {
      lines.add("ALLOWED for " + duration(explanation.seconds()) + " by "
          + hearing.answers().stream().map(PolicyAnswer::address).collect(Collectors.joining(", "))
          + (explanation.reason() == null ? "" : ": " + VisibleText.of(explanation.reason())));
    } else {
      lines.add((refusal.kind() == Refusal.Kind.DENIED ? "DENIED" : "UNAVAILABLE") + refusedBy()
          + ": " + VisibleText.of(refusal.detail()) + " (" + refusal.code() + ")");
    }
  }

  /** Who spoke last, unless they allowed it. */
  private String refusedBy() {
    List<PolicyAnswer> answers = hearing.answers();
    return answers.isEmpty() || hearing.allowed() != null
        ? ""
        : " by " + answers.get(answers.size() - 1).address();
  }

  private void addPolicy(PolicyAnswer answer) {
    lines.add("");
    lines.add(answer.address() + " · " + word(answer.decision()) + " · "
        + Millis.text(Millis.of(answer.nanos())));
    if (answer.error() != null) {
      lines.add(INDENT + "error    " + VisibleText.of(answer.error()));
    }
    JsonObject words = ExplanationJson.bounded(answer.trace().explanation());
    if (words != null) {
      explained(words).forEach(line -> lines.add(INDENT + line));
    } else if (!answer.trace().rules().isEmpty()) {
      lines.add(
          INDENT + "rules    " + VisibleText.of(String.join(", ", answer.trace().rules())));
    }
  }

  private static List<String> explained(JsonObject words) {
    return RulesExplanation.read(words)
        .map(RulesText::of)
        .orElseGet(() -> SafeJson.lines(words).lines().toList());
  }

  private void addGrant() {
    Allow allowed = hearing.allowed();
    if (allowed == null) {
      lines.add("");
      return;
    }
    Shape shape = allowed.shape();
    lines.add(explanation.refusal() == null ? "granted" : "would be granted");
    add("table", shape.table().toString());
    add("where", Objects.requireNonNullElse(shape.where(), "all rows"));
    shape.params().byNumber().forEach((number, value) -> add("$" + number, value));
    add("columns", columns(shape.columns()));
    if (shape.queryableColumns() != null) {
      add("queried", columns(shape.queryableColumns()));
    }
    if (shape.replica() != null) {
      add("replica", shape.replica().toString());
    }
    add("subsets", allowed.subsets() ? "yes" : "no");
    ShapeLimit.Size size = ShapeLimit.of(shape);
    add(
        "size",
        size.query() + " of " + size.maxQuery() + " bytes, in the token " + size.claim() + " of "
            + size.maxClaim());
  }

  private void addTimes(String requestId) {
    lines.add("times     "
        + explanation.stepNanos().entrySet().stream()
            .map(step -> step.getKey() + ' ' + Millis.text(Millis.of(step.getValue())) + " · ")
            .collect(Collectors.joining())
        + "total " + Millis.text(Millis.of(explanation.nanos())));
    lines.add("request   " + requestId);
  }

  private void add(String name, String value) {
    lines.add(INDENT + String.format("%-8s", name) + ' ' + VisibleText.of(value));
  }

  private static String word(@Nullable Decision decision) {
    return decision instanceof Allow ? "allow" : decision instanceof Deny ? "deny" : "unavailable";
  }

  private static String columns(@Nullable Columns columns) {
    return columns == null ? "all" : VisibleText.of(columns.toString().replace(",", ", "));
  }

  private static String duration(long seconds) {
    if (seconds >= 3_600 && seconds % 3_600 == 0) {
      return seconds / 3_600 + " h";
    }
    return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
