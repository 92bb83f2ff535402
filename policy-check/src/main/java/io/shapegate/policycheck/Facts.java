package io.shapegate.policycheck;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said of a decision, by name, in one spelling each, so that texts can be compared. */
final class Facts {
  private Facts() {}

  static Map<String, String> of(Decision decision) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (decision instanceof Allow allow) {
      Shape shape = allow.shape();
      facts.put("decision", "allow");
      facts.put("table", shape.table().toString());
      facts.put("where", where(shape.where()));
      facts.put("params", list(shape.params().values()));
      facts.put("columns", columns(shape.columns()));
      facts.put("queryable_columns", columns(shape.effectiveQueryableColumns()));
      facts.put("replica", replica(shape.replica()));
      facts.put("subsets", String.valueOf(allow.subsets()));
      facts.put("ttl", String.valueOf(allow.ttl().toSeconds()));
    } else if (decision instanceof Deny deny) {
      facts.put("decision", "deny");
      facts.put("code", deny.code());
    }
    facts.put("rules", names(decision.trace().rules()));
    return facts;
  }

  /** Filters may go over several lines. */
  static String where(@Nullable String where) {
    return where == null ? "all rows" : where.strip().replaceAll("\\s+", " ");
  }

  static String list(List<@Nullable String> values) {
    return new JsonArray(values).encode();
  }

  static String columns(@Nullable Columns columns) {
    return columns == null
        ? "all"
        : columns.names().stream()
            .map(Identifier::toString)
            .sorted()
            .collect(Collectors.joining(","));
  }

  static String replica(@Nullable Replica replica) {
    return replica == null ? "the client's choice" : replica.toString();
  }

  static String names(Collection<String> names) {
    return names.isEmpty() ? "none" : names.stream().sorted().collect(Collectors.joining(", "));
  }
}
