package io.shapegate.develectric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a query means to Electric, by {@code dev-electric}'s own parser, which lets no other package in.
 *
 * @param columns in no order; null for all
 * @param position offset, handle, live and the like, as texts
 * @param subset by key, values as texts
 */
public record ElectricReading(
    String schema,
    String table,
    @Nullable String where,
    Map<Integer, String> params,
    @Nullable Set<String> columns,
    @Nullable Set<String> queryableColumns,
    boolean fullReplica,
    Map<String, String> position,
    Map<String, String> subset) {

  /** Fails where Electric would answer 400. */
  public static ElectricReading of(String query) {
    Map<String, Object> values = BodyMerge.merge(QueryDecoder.decode(query), Map.of());
    ShapeParameters read = ShapeParameters.read(values);
    Relation relation = Identifiers.parseRelation(read.table());
    ShapeValidator.requireNumbered(read.params());
    Map<String, String> position = new HashMap<>(Map.of(
        "offset", read.offsetText(),
        "live", String.valueOf(read.live()),
        "sse", String.valueOf(read.sse()),
        "changesOnly", String.valueOf(read.changesOnly())));
    if (read.handle() != null) {
      position.put("handle", read.handle());
    }
    return new ElectricReading(
        relation.schema(),
        relation.name(),
        read.where(),
        numbered(read.params()),
        set(read.columns()),
        set(read.queryableColumns()),
        read.replica() == Replica.FULL,
        position,
        texts(read.subset()));
  }

  private static Map<Integer, String> numbered(Map<String, String> params) {
    return params.entrySet().stream()
        .collect(Collectors.toMap(
            entry -> Integer.valueOf(entry.getKey()),
            Map.Entry::getValue,
            (first, second) -> {
              throw new IllegalArgumentException("a number twice");
            },
            TreeMap::new));
  }

  private static @Nullable Set<String> set(@Nullable List<String> names) {
    return names == null ? null : new TreeSet<>(names);
  }

  private static Map<String, String> texts(@Nullable Object subset) {
    Map<String, String> texts = new TreeMap<>();
    if (subset instanceof Map<?, ?> map) {
      map.forEach((key, value) -> texts.put(String.valueOf(key), number(String.valueOf(value))));
    }
    return texts;
  }

  /** 01 and 1 are the same number to Electric. */
  private static String number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.valueOf(text).toString() : text;
  }
}
