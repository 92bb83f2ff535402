package io.shapegate.policy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One request before the rules: who asks, for what, and the rules as they are at that moment. */
record Hearing(
    Subject subject, Roles roles, Shape asked, Optional<AskedFilter> filter, RuleBook book) {
  /** What each rule about the shape says, as far as that can be told without the values of binds. */
  List<Verdict> verdicts() {
    return book.rulesFor(asked.table()).stream().map(this::verdict).toList();
  }

  /** The same once the values are known: a rule with a bind that has none refuses. */
  static List<Verdict> with(BindValues values, List<Verdict> verdicts) {
    return verdicts.stream()
        .map(verdict -> verdict instanceof Verdict.Grants grants
            ? values
                .missing(grants.rule().binds())
                .<Verdict>map(bind -> new Verdict.Refuses(grants.rule(), Denials.missing(bind)))
                .orElse(verdict)
            : verdict)
        .toList();
  }

  /** The binds of the rules that grant, each once. */
  static Set<Bind> binds(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(Verdict.Grants.class::isInstance)
        .flatMap(verdict -> verdict.rule().binds().stream())
        .collect(Collectors.toSet());
  }

  private Verdict verdict(Rule rule) {
    Audience audience = rule.audience();
    if (rule.denies()) {
      return audience.mayInclude(subject, roles)
          ? new Verdict.Denies(rule)
          : new Verdict.Skips(rule, audience.requirement());
    }
    return audience.includes(subject, roles)
        ? grant(rule)
        : new Verdict.Skips(rule, audience.requirement());
  }

  private Verdict grant(Rule rule) {
    if (filter.isPresent()) {
      if (!rule.clientFilter()) {
        return new Verdict.Refuses(rule, Denials.FILTER_NOT_ALLOWED);
      }
      if (filter.get().read().isEmpty()) {
        return new Verdict.Refuses(rule, Denials.filterRefused(filter.get().problem()));
      }
      if (!mayQuery(rule, filter.get().read().get())) {
        return new Verdict.Refuses(rule, Denials.COLUMN_NOT_ALLOWED);
      }
    }
    return ColumnGrant.of(rule, asked)
        .<Verdict>map(columns -> new Verdict.Grants(rule, columns))
        .orElseGet(() -> new Verdict.Refuses(rule, Denials.COLUMN_NOT_ALLOWED));
  }

  /** A name that is no column could be the table's own, which Postgres reads as the whole row. */
  private boolean mayQuery(Rule rule, ClientFilter asked) {
    Columns allowed = rule.mayQuery();
    return book.columnsOf(rule.table())
        .filter(there -> there.names().containsAll(asked.columns()))
        .filter(there -> allowed == null || allowed.names().containsAll(asked.columns()))
        .isPresent();
  }
}
