package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a rule of a row as JSON, and checks again what the table's constraints should have checked. Every method throws
 * some RuntimeException when the rule cannot be used; its message says why.
 */
final class RuleReader {
  private static final List<String> COLUMNS = List.of(
      "name",
      "namespace",
      "table_name",
      "shape_name",
      "effect",
      "audience",
      "roles",
      "row_filter",
      "columns",
      "queryable_columns",
      "client_filter",
      "subsets",
      "ttl_seconds",
      "priority");

  private RuleReader() {}

  static Rule read(JsonObject row) {
    requireAll(row);
    return new Rule(
        row.getString("name"),
        Rule.Effect.parse(row.getString("effect")),
        row.getInteger("priority"),
        asked(row),
        table(row),
        new Audience(
            Audience.Kind.parse(row.getString("audience")),
            Set.copyOf(list("roles", row.getJsonArray("roles")))),
        filter(row.getString("row_filter")),
        columns("columns", row.getJsonArray("columns")),
        columns("queryable_columns", row.getJsonArray("queryable_columns")),
        row.getBoolean("client_filter"),
        row.getBoolean("subsets"),
        ttl(row.getInteger("ttl_seconds")));
  }

  /** A column that a later version of the table lacks must not read as null, which restricts nothing. */
  private static void requireAll(JsonObject row) {
    for (String column : COLUMNS) {
      if (!row.containsKey(column)) {
        throw new InvalidRuleException("shapegate.rules has no column " + column);
      }
    }
  }

  /** What is known of a rule that cannot be used. Whatever is not clearly a grant counts as a deny. */
  static OffRule off(JsonObject row, InvalidRuleException why) {
    return new OffRule(
        String.valueOf(row.getValue("name")),
        ifReadable(() -> asked(row)),
        ifReadable(() -> table(row)),
        !"grant".equals(row.getValue("effect")),
        why.reason());
  }

  private static TableName asked(JsonObject row) {
    String shape = row.getString("shape_name");
    if (shape == null) {
      return table(row);
    }
    TableName name = TableName.parseRequested(shape);
    if (!name.isShapeName()) {
      throw new InvalidRuleException(
          "shape_name has no hyphen, so that it could be a table's name");
    }
    return name;
  }

  /** What {@code namespace} and {@code table_name} name, as the catalogue spells it. */
  static TableName table(JsonObject row) {
    return new TableName(
        new Identifier(row.getString("namespace")), new Identifier(row.getString("table_name")));
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

  private static <T> Optional<T> ifReadable(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
