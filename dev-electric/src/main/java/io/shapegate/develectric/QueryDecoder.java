package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a query as Electric's web framework does: names are decoded before they are compared, {@code a[b]=c} makes
 * a map, {@code a[]=c} a list, and the last duplicate wins, whatever its form. Values are texts, maps or lists.
 */
final class QueryDecoder {
  private QueryDecoder() {}

  static Map<String, Object> decode(@Nullable String query) {
    Map<String, Object> parameters = new HashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = PercentDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), true);
          String value = equals < 0 ? "" : PercentDecoder.decode(pair.substring(equals + 1), true);
          put(parameters, name, value);
        }
      }
    }
    return parameters;
  }

  private static void put(Map<String, Object> parameters, String name, String value) {
    int bracket = name.indexOf('[');
    if (bracket < 1 || !name.endsWith("]")) {
      parameters.put(name, value);
      return;
    }
    String[] keys = name.substring(bracket + 1, name.length() - 1).split("]\\[", -1);
    String parent = name.substring(0, bracket);
    Map<String, Object> map = parameters;
    for (String key : keys) {
      if (key.isEmpty()) {
        append(map, parent, value);
        return;
      }
      map = child(map, parent);
      parent = key;
    }
    map.put(parent, value);
  }

  @SuppressWarnings("unchecked") // every map in here was made in here
  private static Map<String, Object> child(Map<String, Object> map, String name) {
    if (!(map.get(name) instanceof Map)) {
      map.put(name, new HashMap<String, Object>());
    }
    return (Map<String, Object>) map.get(name);
  }

  private static void append(Map<String, Object> map, String name, String value) {
    List<Object> list = new ArrayList<>(map.get(name) instanceof List<?> old ? old : List.of());
    list.add(value);
    map.put(name, list);
  }
}
