package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Identifier;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a rule of a row, and checks again what the table's constraints should have checked. */
final class RuleReader {
  private RuleReader() {}

  /** Throws when the rule cannot be used; the message says why. */
  static Rule read(Row row) {
    return new Rule(
        row.getString("name"),
        new Audience(
            Audience.Kind.parse(row.getString("audience")),
            Set.copyOf(list("roles", row.getJsonArray("roles")))),
        filter(row.getString("row_filter")),
        columns("columns", row.getJsonArray("columns")),
        columns("queryable_columns", row.getJsonArray("queryable_columns")),
        row.getBoolean("subsets"),
        ttl(row.getInteger("ttl_seconds")));
  }

  private static @Nullable FilterTemplate filter(@Nullable String text) {
    return text == null ? null : FilterTemplate.parse(text);
  }

  private static @Nullable Columns columns(String column, @Nullable JsonArray names) {
    return names == null
        ? null
        : new Columns(list(column, names).stream()
            .map(Identifier::new)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /** An empty list would read as no restriction. */
  private static Set<String> list(String column, @Nullable JsonArray items) {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; items != null && i < items.size(); i++) {
      if (!(items.getValue(i) instanceof String text) || text.isBlank()) {
        throw new InvalidRuleException(column + " holds an item that is no text");
      }
      texts.add(text);
    }
    if (items != null && texts.isEmpty()) {
      throw new InvalidRuleException(column + " is an empty list");
    }
    return texts;
  }

  private static Duration ttl(int seconds) {
    if (seconds < 1) {
      throw new InvalidRuleException("ttl_seconds is less than 1");
    }
    return Duration.ofSeconds(seconds);
  }
}
