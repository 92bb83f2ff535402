package io.shapegate.gatekeeper;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the built-in rules explain themselves. Read from what anybody may have written: what is not exactly of this form is
 * none.
 *
 * @param rules each that was considered
 * @param values what stands for the names in the row filters
 * @param rows how many rows the shape has now, in words; null where nobody counted
 */
record RulesExplanation(
    List<Rule> rules, List<Value> values, @Nullable String rows) {
  private static final Set<String> KEYS = Set.of("rules", "values", "rows", "ms");

  /** One rule, what became of it, and why. */
  record Rule(String name, String outcome, String why) {}

  /**
   * One value, where it is from, and how long it took to get there.
   *
   * @param value null where there is none
   * @param millis null where that was not measured
   * @param note what else there is to say of it; empty for nothing
   */
  record Value(
      String name,
      @Nullable String value,
      String from,
      @Nullable Double millis,
      boolean cached,
      String note) {}

  /** Says that some JSON is not of this form. */
  private static final class OtherForm extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherForm() {
      super(null, null, false, false);
    }
  }

  static Optional<RulesExplanation> read(JsonObject json) {
    try {
      if (!json.containsKey("rules") || !KEYS.containsAll(json.fieldNames())) {
        return Optional.empty();
      }
      return Optional.of(new RulesExplanation(
          each(json, "rules", RulesExplanation::rule),
          each(json, "values", RulesExplanation::value),
          rows(typed(json, "rows", JsonObject.class))));
    } catch (OtherForm e) {
      return Optional.empty();
    }
  }

  private static Rule rule(JsonObject json) {
    return new Rule(required(json, "name"), required(json, "outcome"), text(json, "why"));
  }

  private static Value value(JsonObject json) {
    Number millis = typed(json, "ms", Number.class);
    return new Value(
        required(json, "name"),
        typed(json, "value", String.class),
        text(json, "from"),
        millis == null ? null : millis.doubleValue(),
        Boolean.TRUE.equals(typed(json, "cached", Boolean.class)),
        text(json, "note"));
  }

  private static @Nullable String rows(@Nullable JsonObject json) {
    if (json == null) {
      return null;
    }
    Number count = typed(json, "count", Number.class);
    if (count == null) {
      return required(json, "note");
    }
    boolean more = Boolean.TRUE.equals(typed(json, "more", Boolean.class));
    return more ? "more than " + count.longValue() + " now" : count.longValue() + " now";
  }

  private static <T> List<T> each(JsonObject json, String key, Function<JsonObject, T> reader) {
    JsonArray array = typed(json, key, JsonArray.class);
    List<T> read = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject entry)) {
        throw new OtherForm();
      }
      read.add(reader.apply(entry));
    }
    return read;
  }

  private static String required(JsonObject json, String key) {
    String text = typed(json, key, String.class);
    if (text == null) {
      throw new OtherForm();
    }
    return text;
  }

  private static String text(JsonObject json, String key) {
    return Objects.requireNonNullElse(typed(json, key, String.class), "");
  }

  private static <T> @Nullable T typed(JsonObject json, String key, Class<T> type) {
    Object value = json.getValue(key);
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    throw new OtherForm();
  }
}
