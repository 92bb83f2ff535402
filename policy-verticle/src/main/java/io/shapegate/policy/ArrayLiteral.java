package io.shapegate.policy;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A list of scalars as one Postgres array: {@code {1,2}}, {@code {"a b","c\"d"}}, {@code {}}. */
final class ArrayLiteral {
  /** All others go in quotes, where only the quote and the backslash need an escape. */
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.+-]++");

  private ArrayLiteral() {}

  /** Empty when an item is null, a list, an object or a text that Postgres cannot hold. */
  static Optional<String> of(JsonArray list) {
    List<String> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      Optional<String> item = ClaimText.scalar(list.getValue(i));
      if (item.isEmpty()) {
        return Optional.empty();
      }
      items.add(quoted(item.get()));
    }
    return Optional.of('{' + String.join(",", items) + '}');
  }

  private static String quoted(String item) {
    return BARE.matcher(item).matches() && !item.equalsIgnoreCase("null")
        ? item
        : '"' + item.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
