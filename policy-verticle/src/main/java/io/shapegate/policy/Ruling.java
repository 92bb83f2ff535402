package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.TableName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the verdicts of all rules become one decision.
 *
 * @param deciding the rules that it rests on: those that deny, or those that grant together
 */
record Ruling(
    Hearing hearing,
    List<Verdict> verdicts,
    BindValues values,
    List<Rule> deciding,
    Decision decision) {
  private static final int MAX_NAMED = 100;

  /** A deny wins; then the first rule that grants decides on table and columns, and those that agree with it add rows. */
  static Ruling of(Hearing hearing, List<Verdict> verdicts, BindValues values) {
    TableName asked = hearing.asked().table();
    List<Verdict.Grants> grants = only(verdicts, Verdict.Grants.class);
    List<Verdict.Refuses> refusals = only(verdicts, Verdict.Refuses.class);
    List<Rule> denying =
        only(verdicts, Verdict.Denies.class).stream().map(Verdict::rule).toList();
    if (grants.isEmpty() && refusals.isEmpty()) {
      return new Ruling(hearing, verdicts, values, denying, named(Denials.noRule(asked), denying));
    }
    if (!denying.isEmpty() || hearing.book().offFor(asked).stream().anyMatch(OffRule::denies)) {
      return new Ruling(hearing, verdicts, values, denying, named(Denials.denied(asked), denying));
    }
    if (grants.isEmpty()) {
      return new Ruling(hearing, verdicts, values, List.of(), furthest(refusals));
    }
    List<Verdict.Grants> together =
        grants.stream().filter(grant -> agree(grant, grants.get(0))).toList();
    List<Rule> rules = together.stream().map(Verdict.Grants::rule).toList();
    return new Ruling(hearing, verdicts, values, rules, allow(hearing, values, together, rules));
  }

  /** The most careful of the rules says for how long, and whether subsets may be queried. */
  private static Allow allow(
      Hearing hearing, BindValues values, List<Verdict.Grants> grants, List<Rule> rules) {
    return new Allow(
        GrantedFilter.anyOf(rules, values)
            .and(hearing.filter())
            .over(rules.get(0).table(), grants.get(0).columns(), hearing.asked().replica()),
        grants.stream().allMatch(grant -> grant.columns().subsets()),
        rules.stream().map(Rule::ttl).min(Comparator.naturalOrder()).orElse(Duration.ZERO),
        "rule " + rules.stream().map(Rule::name).collect(Collectors.joining(", ")),
        trace(rules));
  }

  private static boolean agree(Verdict.Grants one, Verdict.Grants other) {
    return one.rule().table().equals(other.rule().table())
        && one.columns().agreesWith(other.columns());
  }

  /** What a rule that would allow the client's filter says is more use to the client than that others do not. */
  private static Deny furthest(List<Verdict.Refuses> refusals) {
    return refusals.stream()
        .map(Verdict.Refuses::deny)
        .filter(deny -> !deny.equals(Denials.FILTER_NOT_ALLOWED))
        .findFirst()
        .orElse(Denials.FILTER_NOT_ALLOWED);
  }

  private static Deny named(Deny deny, List<Rule> rules) {
    return new Deny(deny.code(), deny.reason(), trace(rules));
  }

  private static Trace trace(List<Rule> rules) {
    return new Trace(rules.stream().map(Rule::name).limit(MAX_NAMED).toList(), null);
  }

  private static <T extends Verdict> List<T> only(List<Verdict> verdicts, Class<T> kind) {
    return verdicts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
