package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The way to a value in nested objects: {@code org_id}, {@code realm_access.roles}, {@code "https://example.com/org"}.
 * Keys are matched exactly; one that is no plain name stands in double quotes, with {@code ""} for a quote.
 */
public record ClaimPath(List<String> keys) {
  private static final String PLAIN = "[A-Za-z_][A-Za-z0-9_]*+";
  private static final String KEY = "(?:" + PLAIN + "|\"[^\"]++(?:\"\"[^\"]*+)*+\")";
  private static final Pattern KEYS = Pattern.compile(KEY);

  /** Possessive: a long text must not grow the stack. */
  public static final Pattern PATH = Pattern.compile(KEY + "(?:\\." + KEY + ")*+");

  public static Optional<ClaimPath> parse(String text) {
    return PATH.matcher(text).matches() ? Optional.of(read(text)) : Optional.empty();
  }

  private static ClaimPath read(String text) {
    List<String> keys = new ArrayList<>();
    Matcher matcher = KEYS.matcher(text);
    while (matcher.find()) {
      keys.add(unquoted(matcher.group()));
    }
    return new ClaimPath(List.copyOf(keys));
  }

  private static String unquoted(String key) {
    return key.startsWith("\"") ? key.substring(1, key.length() - 1).replace("\"\"", "\"") : key;
  }

  /** The value as JSON types; empty where it is absent or null, or where the way leads through something else. */
  public Optional<Object> in(JsonObject claims) {
    Object value = claims;
    for (String key : keys) {
      value = value instanceof JsonObject object ? object.getValue(key) : null;
    }
    return Optional.ofNullable(value);
  }

  /** As it is written in a row filter. */
  @Override
  public String toString() {
    return keys.stream()
        .map(key -> key.matches(PLAIN) ? key : '"' + key.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }
}
