package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of {@code $1} to {@code $n} in a filter, as Electric's {@code params[n]}. Always text; never part of the SQL.
 *
 * @param values the value of {@code $1} first
 */
public record Params(List<String> values) {
  public static final Params NONE = new Params(List.of());

  public Params {
    values = List.copyOf(values);
    values.forEach(value -> PlainText.check("a parameter", value));
  }

  /** Takes values by their number in plain decimal ({@code 1}, not {@code 01}); the numbers must run from 1 to n. */
  public static Params of(Map<String, ?> byNumber) {
    List<String> values = new ArrayList<>();
    for (int n = 1; n <= byNumber.size(); n++) {
      if (!(byNumber.get(String.valueOf(n)) instanceof String value)) {
        throw new ContractException(
            "params must be texts, numbered 1 to " + byNumber.size() + " without a gap");
      }
      values.add(value);
    }
    return new Params(values);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The values by their number in plain decimal, in order; what {@link #of} reads. */
  public Map<String, String> byNumber() {
    Map<String, String> byNumber = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byNumber.put(String.valueOf(i + 1), values.get(i));
    }
    return byNumber;
  }

  /** {@code {"1": …, "2": …}}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    byNumber().forEach(json::put);
    return json;
  }
}
