package io.shapegate.develectric;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Joins query and POST body as Electric does, which is laxer than one would like: the body's subset keys make a
 * subset, and <em>every other key of the body overrides the query</em>. Where the body has a subset object, all its
 * other keys override the query, where and params too.
 */
final class BodyMerge {
  private static final Set<String> SUBSET_KEYS =
      Set.of("where", "order_by", "limit", "offset", "params", "where_expr", "order_by_expr");
  private static final String SUBSET = "subset";
  private static final String PREFIX = "subset__";

  private BodyMerge() {}

  static Map<String, Object> merge(Map<String, Object> query, Map<String, Object> body) {
    Map<String, Object> merged = collectSubset(query);
    if (body.get(SUBSET) instanceof Map<?, ?> subset) {
      Map<String, Object> joined = subset(merged, subset);
      merged.putAll(body);
      merged.put(SUBSET, joined);
      return merged;
    }
    Map<String, Object> flat = new HashMap<>(body);
    flat.keySet().retainAll(SUBSET_KEYS);
    Map<String, Object> others = new HashMap<>(body);
    others.keySet().removeAll(SUBSET_KEYS);
    if (!flat.isEmpty()) {
      Map<String, Object> joined = subset(merged, flat);
      merged.putAll(others);
      merged.put(SUBSET, joined);
    } else {
      merged.putAll(others);
    }
    return merged;
  }

  /** {@code subset__where} is put in a subset, unless the query has {@code subset[…]}, which wins as a whole. */
  private static Map<String, Object> collectSubset(Map<String, Object> query) {
    Map<String, Object> rest = new HashMap<>();
    Map<String, Object> prefixed = new HashMap<>();
    query.forEach((name, value) -> {
      if (name.startsWith(PREFIX)) {
        prefixed.put(name.substring(PREFIX.length()), value);
      } else {
        rest.put(name, value);
      }
    });
    if (!prefixed.isEmpty()) {
      rest.putIfAbsent(SUBSET, prefixed);
    }
    return rest;
  }

  private static Map<String, Object> subset(Map<String, Object> parameters, Map<?, ?> added) {
    Map<String, Object> joined = new HashMap<>();
    if (parameters.get(SUBSET) instanceof Map<?, ?> existing) {
      existing.forEach((name, value) -> joined.put(String.valueOf(name), value));
    }
    added.forEach((name, value) -> joined.put(String.valueOf(name), value));
    return joined;
  }
}
