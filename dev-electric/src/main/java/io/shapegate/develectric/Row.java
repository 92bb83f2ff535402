package io.shapegate.develectric;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of a row by column, as Postgres writes them; a value may be null. */
record Row(Map<String, @Nullable String> values) {

  @Nullable
  String get(String column) {
    return values.get(column);
  }

  /** Electric's key: the table, then each key value in quotes with its slashes doubled, or an underscore. */
  String key(Relation relation, Collection<String> keyColumns) {
    StringBuilder key = new StringBuilder(relation.keyPrefix());
    for (String column : keyColumns) {
      @Nullable String value = values.get(column);
      key.append('/').append(value == null ? "_" : '"' + value.replace("/", "//") + '"');
    }
    return key.toString();
  }

  Row only(Collection<String> columns) {
    Map<String, @Nullable String> kept = new HashMap<>(values);
    kept.keySet().retainAll(Set.copyOf(columns));
    return new Row(kept);
  }

  Set<String> changedSince(Row old) {
    return values.keySet().stream()
        .filter(column -> !Objects.equals(values.get(column), old.values.get(column)))
        .collect(Collectors.toSet());
  }
}
