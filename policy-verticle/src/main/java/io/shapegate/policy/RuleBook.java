package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All enabled rules and lookups as they were at one moment. Immutable.
 *
 * @param revision what {@code shapegate.revision} held at that moment
 * @param rules the first by priority first
 * @param off those that cannot be used
 * @param lookups by name; only those that can be used
 * @param offLookups why others cannot, by name
 * @param tables the columns of every table that a rule is about
 */
record RuleBook(
    long revision,
    Map<TableName, List<Rule>> rules,
    List<OffRule> off,
    Map<String, Lookup> lookups,
    Map<String, String> offLookups,
    Map<TableName, Columns> tables) {
  static RuleBook of(
      long revision,
      List<Rule> rules,
      List<OffRule> off,
      Map<String, Lookup> lookups,
      Map<String, String> offLookups,
      Map<TableName, Columns> tables) {
    return new RuleBook(
        revision,
        rules.stream().collect(Collectors.groupingBy(Rule::asked)),
        List.copyOf(off),
        Map.copyOf(lookups),
        Map.copyOf(offLookups),
        Map.copyOf(tables));
  }

  /** The rules for a table or a named shape. What denies a table denies every named shape of it too. */
  List<Rule> rulesFor(TableName asked) {
    List<Rule> own = rules.getOrDefault(asked, List.of());
    Stream<Rule> denials = tablesOf(asked, own).stream()
        .flatMap(table -> rules.getOrDefault(table, List.of()).stream())
        .filter(Rule::denies);
    return Stream.concat(own.stream(), denials).toList();
  }

  /** The same for rules that are off; a deny of who knows what concerns everything. */
  List<OffRule> offFor(TableName asked) {
    Set<TableName> tables = tablesOf(asked, rules.getOrDefault(asked, List.of()));
    return off.stream()
        .filter(rule -> is(rule.asked(), asked::equals)
            || (rule.denies() && (rule.asked().isEmpty() || is(rule.asked(), tables::contains))))
        .toList();
  }

  /** Null stands for all columns in a rule; here is what they are. Empty for a table that no rule is about. */
  Optional<Columns> columnsOf(TableName table) {
    return Optional.ofNullable(tables.get(table));
  }

  int size() {
    return rules.values().stream().mapToInt(List::size).sum();
  }

  private static Set<TableName> tablesOf(TableName asked, List<Rule> rules) {
    return rules.stream()
        .map(Rule::table)
        .filter(table -> !table.equals(asked))
        .collect(Collectors.toSet());
  }

  private static boolean is(Optional<TableName> name, Predicate<TableName> condition) {
    return name.filter(condition).isPresent();
  }
}
