package io.shapegate.policy;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a value of what a lookup's query returned. */
final class LookupResult {
  private LookupResult() {}

  /** A null among the results is no value at all: left out, {@code <> ALL (…)} would select more. */
  static BindValue read(Lookup lookup, @Nullable JsonArray results) {
    if (results == null || results.size() > LookupReader.MAX_VALUES) {
      return BindValue.nothing("it returns more than " + LookupReader.MAX_VALUES + " values");
    }
    List<String> texts = results.stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .toList();
    if (texts.size() < results.size()) {
      return BindValue.nothing("it returns a null or a list");
    }
    return lookup.single() ? one(texts) : list(texts);
  }

  private static BindValue one(List<String> texts) {
    if (texts.size() > 1) {
      return BindValue.nothing("it returns more than one value");
    }
    return texts.isEmpty()
        ? BindValue.nothing("it returns no value")
        : value(ClaimText.scalar(texts.get(0)), texts);
  }

  /** In one order, and each value once, so that users with the same values share one shape in Electric. */
  private static BindValue list(List<String> texts) {
    List<String> sorted = List.copyOf(new TreeSet<>(texts));
    return value(ArrayLiteral.of(new JsonArray(sorted)), sorted);
  }

  private static BindValue value(Optional<String> text, List<String> items) {
    return text.map(written -> BindValue.looked(written, items))
        .orElseGet(() -> BindValue.nothing("it returns what Electric cannot be sent"));
  }
}
