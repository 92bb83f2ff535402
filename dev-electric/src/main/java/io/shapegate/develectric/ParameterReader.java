package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes typed values out of decoded parameters and gathers the errors. A blank text is an absent one. */
final class ParameterReader {
  private final Map<?, ?> values;
  private final JsonObject errors = new JsonObject();

  ParameterReader(Map<?, ?> values) {
    this.values = values;
  }

  JsonObject errors() {
    return errors;
  }

  void error(String name, String message) {
    JsonArray messages = errors.getJsonArray(name, new JsonArray());
    errors.put(name, messages.add(message));
  }

  @Nullable
  Object raw(String name) {
    Object value = values.get(name);
    return value instanceof String text && text.isBlank() ? null : value;
  }

  @Nullable
  String text(String name) {
    Object value = raw(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    error(name, "is invalid");
    return null;
  }

  @Nullable
  Integer integer(String name) {
    Object value = raw(name);
    if (value == null || value instanceof Integer) {
      return (Integer) value;
    }
    try {
      if (value instanceof String text) {
        return Integer.valueOf(text);
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    error(name, "is invalid");
    return null;
  }

  /** One of the names; the first is the default. */
  String choice(String name, List<String> names) {
    Object value = raw(name);
    if (value == null) {
      return names.get(0);
    }
    if (!names.contains(value)) {
      error(name, "is invalid");
    }
    return String.valueOf(value);
  }

  /** Everything but the text {@code false} is true, the empty text too. */
  static boolean isTrue(@Nullable Object value) {
    return !"false".equals(value);
  }

  /** A comma list is parsed as identifiers; a list is taken as it is. */
  @Nullable
  List<String> columns(String name) {
    Object value = raw(name);
    if (value == null) {
      return null;
    }
    try {
      return columnsOf(name, value);
    } catch (InvalidIdentifier e) {
      error(name, e.getMessage());
      return null;
    }
  }

  private @Nullable List<String> columnsOf(String name, Object value) {
    if (value instanceof String text) {
      return Identifiers.parseList(text);
    }
    if (value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(String.class::isInstance)) {
      if (list.contains("")) {
        throw new InvalidIdentifier("Invalid zero-length identifier");
      }
      return list.stream().map(String.class::cast).toList();
    }
    error(name, "is invalid");
    return null;
  }

  /** A map of texts, and nothing else. */
  Map<String, String> texts(String name) {
    Object value = raw(name);
    Map<String, String> texts = new TreeMap<>();
    if (value instanceof Map<?, ?> map
        && map.values().stream().allMatch(String.class::isInstance)) {
      map.forEach((key, text) -> texts.put(String.valueOf(key), String.valueOf(text)));
    } else if (value != null) {
      error(name, "is invalid");
    }
    return texts;
  }
}
