package io.shapegate.policycheck;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Puts cases to the policy and compares. */
record Trial(RunningPolicy policy, EmbeddedDatabase database) {
  /** Empty where everything is as expected. */
  List<Difference> differences(Case one) {
    try {
      Decision decision = ask(one, false);
      List<Difference> differences = compare(one.expectation().facts(), Facts.of(decision));
      if (decision instanceof Allow allow) {
        one.expectation().rows().ifPresent(rows -> compare(rows, allow.shape(), differences));
      }
      return differences;
    } catch (RuntimeException | TimeoutException e) {
      return List.of(new Difference(
          "decision",
          String.valueOf(one.expectation().facts().get("decision")),
          "none (a 503): " + e.getMessage()));
    }
  }

  /** The policy's own explanation; empty where there is no decision to explain. */
  Optional<JsonObject> explained(Case one) {
    try {
      return Optional.ofNullable(ask(one, true).trace().explanation());
    } catch (RuntimeException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private Decision ask(Case one, boolean explain) throws TimeoutException {
    return policy.ask(new PolicyRequest(one.place(), one.subject(), one.asked(), explain));
  }

  /** What else would differ says nothing where the decision itself is another. */
  private static List<Difference> compare(
      Map<String, String> expected, Map<String, String> actual) {
    List<Difference> differences = new ArrayList<>();
    String decision = String.valueOf(expected.get("decision"));
    if (!decision.equals(actual.get("decision"))) {
      differences.add(new Difference("decision", decision, summary(actual)));
      return differences;
    }
    expected.forEach((fact, value) -> {
      String found = String.valueOf(actual.get(fact));
      if (!found.equals(value)) {
        differences.add(new Difference(fact, value, found));
      }
    });
    return differences;
  }

  private static String summary(Map<String, String> actual) {
    return actual.get("decision") + " ("
        + (actual.containsKey("code") ? actual.get("code") + ", " : "") + "rules: "
        + actual.get("rules") + ")";
  }

  private void compare(ExpectedRows expected, Shape shape, List<Difference> differences) {
    try {
      if (expected instanceof ExpectedRows.Count count) {
        add(
            "rows",
            String.valueOf(count.rows()),
            new ShapeRows(database, shape).count(),
            differences);
      } else if (expected instanceof ExpectedRows.Values values) {
        compareValues(values, shape, differences);
      }
    } catch (SQLException e) {
      differences.add(new Difference("rows", "some", "not readable: " + e.getMessage()));
    }
  }

  private void compareValues(
      ExpectedRows.Values expected, Shape shape, List<Difference> differences) throws SQLException {
    ShapeRows rows = new ShapeRows(database, shape);
    Identifier column = expected.column() == null ? rows.key() : expected.column();
    String wanted = sorted(expected.values());
    if (column == null) {
      differences.add(
          new Difference("rows", wanted, shape.table() + " has no primary key of one column"));
    } else if (shape.columns() != null && !shape.columns().names().contains(column)) {
      differences.add(new Difference("rows", wanted, "the column " + column + " is not granted"));
    } else {
      add("rows", wanted, sorted(rows.values(column)), differences);
    }
  }

  private static String sorted(List<@Nullable String> values) {
    List<@Nullable String> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.nullsLast(Comparator.naturalOrder()));
    return Facts.list(sorted);
  }

  private static void add(
      String fact, String expected, String actual, List<Difference> differences) {
    if (!expected.equals(actual)) {
      differences.add(new Difference(fact, expected, actual));
    }
  }
}
