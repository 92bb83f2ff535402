package io.shapegate.proxy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Electric makes of a query, in the plainest words: names are decoded, {@code a[b]} is a map and {@code a[]} a list,
 * the last of two wins, {@code subset__a} is {@code subset[a]}, and of a name ASCII letters without quotes are small.
 */
final class ElectricReading {
  private final Map<String, Object> parameters = new HashMap<>();

  ElectricReading(String query) {
    for (String pair : query.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      put(decode(sides[0]), sides.length < 2 ? "" : decode(sides[1]));
    }
  }

  /** A text, a map for names with brackets, a list for those with empty ones; or null. */
  Object get(String name) {
    return parameters.get(name);
  }

  /** Schema and table, as they stand in the database. */
  List<String> table() {
    List<String> names = names((String) parameters.get("table"), '.');
    return names.size() == 1 ? List.of("public", names.get(0)) : names;
  }

  /** The columns of a list, as they stand in the database. */
  List<String> columns(String parameter) {
    return names((String) parameters.get(parameter), ',');
  }

  private void put(String name, String value) {
    int bracket = name.indexOf('[');
    if (bracket > 0 && name.endsWith("]")) {
      String key = name.substring(bracket + 1, name.length() - 1);
      Object old = parameters.get(name.substring(0, bracket));
      Object joined = key.isEmpty() ? List.of(value) : joined(old, key, value);
      parameters.put(name.substring(0, bracket), joined);
    } else {
      parameters.put(name, value);
    }
  }

  private static Map<Object, Object> joined(Object old, String key, String value) {
    Map<Object, Object> map = new HashMap<>(old instanceof Map<?, ?> before ? before : Map.of());
    map.put(key, value);
    return map;
  }

  private static List<String> names(String text, char separator) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        name.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(!quoted && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      }
    }
    names.add(name.toString());
    return names;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
