package io.shapegate.policy;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a value of what a lookup's query returned. */
final class LookupResult {
  private LookupResult() {}

  static BindValue read(Lookup lookup, @Nullable JsonArray values) {
    if (values == null || values.size() > LookupReader.MAX_VALUES) {
      return nothing("it returns more than " + LookupReader.MAX_VALUES + " values");
    }
    return lookup.single() ? one(values) : list(values);
  }

  static BindValue nothing(String note) {
    return new BindValue(Optional.empty(), BindValue.Origin.LOOKUP, note, Duration.ZERO);
  }

  private static BindValue one(JsonArray values) {
    if (values.size() > 1) {
      return nothing("it returns more than one value");
    }
    return values.isEmpty() ? nothing("it returns no value") : value(ClaimText.scalar(values.getValue(0)));
  }

  /** In one order, and each value once, so that users with the same values share one shape in Electric. */
  private static BindValue list(JsonArray values) {
    TreeSet<String> sorted = new TreeSet<>();
    for (Object value : values) {
      if (!(value instanceof String text)) {
        return nothing("it returns a null");
      }
      sorted.add(text);
    }
    return value(ArrayLiteral.of(new JsonArray(java.util.List.copyOf(sorted))));
  }

  private static BindValue value(Optional<String> text) {
    return text.isEmpty()
        ? nothing("it returns a null")
        : new BindValue(text, BindValue.Origin.LOOKUP, "", Duration.ZERO);
  }
}
