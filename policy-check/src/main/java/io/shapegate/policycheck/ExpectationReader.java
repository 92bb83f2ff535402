package io.shapegate.policycheck;

import io.shapegate.contract.Identifier;
import io.shapegate.contract.Replica;
import io.shapegate.contract.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a case expects: {@code allow} or {@code deny}. */
final class ExpectationReader {
  private static final String ANY = "any";
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Set<String> ALLOW_KEYS = Set.of(
      "table",
      "where",
      "params",
      "columns",
      "queryable_columns",
      "replica",
      "subsets",
      "ttl",
      "rules",
      "rows");
  private static final Set<String> DENY_KEYS = Set.of("code", "rules");

  private ExpectationReader() {}

  static Expectation read(Yaml entry, Map<String, Yaml> fields) {
    Yaml allow = fields.get("allow");
    Yaml deny = fields.get("deny");
    if ((allow == null) == (deny == null)) {
      throw entry.problem("a case has either allow or deny");
    }
    return allow == null ? denied(deny) : allowed(allow);
  }

  private static Expectation allowed(Yaml allow) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("decision", "allow");
    if (!allow.isObject()) {
      if (!allow.text().equals(ANY)) {
        throw allow.problem("allow is any, or an object that says more");
      }
      return new Expectation(facts, Optional.empty());
    }
    Map<String, Yaml> fields = allow.object("allow", ALLOW_KEYS);
    fields.forEach((name, value) -> {
      if (!name.equals("rows")) {
        facts.put(name, fact(name, value));
      }
    });
    return new Expectation(
        facts, Optional.ofNullable(fields.get("rows")).map(ExpectationReader::rows));
  }

  private static Expectation denied(Yaml deny) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("decision", "deny");
    if (!deny.isObject()) {
      if (!deny.text().equals(ANY)) {
        facts.put("code", code(deny));
      }
      return new Expectation(facts, Optional.empty());
    }
    deny.object("deny", DENY_KEYS).forEach((name, value) -> facts.put(name, fact(name, value)));
    return new Expectation(facts, Optional.empty());
  }

  private static String fact(String name, Yaml value) {
    return switch (name) {
      case "code" -> code(value);
      case "table" -> value.parsed(TableName::parse).toString();
      case "where" -> Facts.where(value.textOrNull());
      case "params" ->
        Facts.list(value.list(name).stream().map(Yaml::textOrNull).toList());
      case "columns", "queryable_columns" -> Facts.columns(CaseReader.columns(value));
      case "replica" -> Facts.replica(value.isNull() ? null : value.parsed(Replica::parse));
      case "subsets" -> flag(value);
      case "ttl" -> String.valueOf(value.number("ttl"));
      case "rules" ->
        Facts.names(
            value.isList()
                ? value.list(name).stream().map(Yaml::text).toList()
                : List.of(value.text()));
      default -> throw value.problem(name + " cannot be expected");
    };
  }

  private static ExpectedRows rows(Yaml rows) {
    if (rows.isNumber()) {
      return new ExpectedRows.Count(rows.number("rows"));
    }
    if (rows.isList()) {
      return new ExpectedRows.Values(null, values(rows));
    }
    if (!rows.isObject()) {
      throw rows.problem("rows is a number, a list of primary keys, or {column: [values]}");
    }
    Map<String, Yaml> columns = rows.object("rows");
    if (columns.size() != 1) {
      throw rows.problem("rows names exactly one column");
    }
    Map.Entry<String, Yaml> column = columns.entrySet().iterator().next();
    return new ExpectedRows.Values(
        rows.tried(() -> Identifier.parse(column.getKey())), values(column.getValue()));
  }

  private static List<String> values(Yaml list) {
    return list.list("rows").stream().map(Yaml::textOrNull).toList();
  }

  private static String flag(Yaml value) {
    String text = value.text();
    if (!text.equals("true") && !text.equals("false")) {
      throw value.problem("true or false is expected here");
    }
    return text;
  }

  private static String code(Yaml value) {
    String code = value.text();
    if (!CODE.matcher(code).matches()) {
      throw value.problem("a code is a word such as no_rule; any stands for every code");
    }
    return code;
  }
}
