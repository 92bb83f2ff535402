package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.RolesClaim;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides by the rules that are in Postgres at that moment. What no rule grants is denied. */
final class RulesPolicy implements Policy {
  private final RuleStore rules;
  private final RolesClaim rolesClaim;

  RulesPolicy(RuleStore rules, RolesClaim rolesClaim) {
    this.rules = rules;
    this.rolesClaim = rolesClaim;
  }

  @Override
  public Future<Decision> decide(PolicyRequest request) {
    return rules.forTable(request.shape().table()).map(found -> decide(request, found));
  }

  private Decision decide(PolicyRequest request, List<Rule> found) {
    Shape asked = request.shape();
    Set<String> roles = rolesClaim.of(request.subject());
    List<Rule> applying = found.stream()
        .filter(rule -> rule.audience().includes(request.subject(), roles))
        .toList();
    if (applying.isEmpty()) {
      return Denials.noRule(asked.table());
    }
    if (asked.where() != null) {
      return Denials.FILTER_NOT_ALLOWED;
    }
    List<Verdict> verdicts = applying.stream()
        .map(rule -> Verdict.of(rule, request.subject(), asked))
        .toList();
    return combined(verdicts, request.subject(), asked);
  }

  /** The first rule that grants decides on the columns; those that agree with it add their rows. */
  private static Decision combined(List<Verdict> verdicts, Subject subject, Shape asked) {
    List<Verdict.Grant> grants = only(verdicts, Verdict.Grant.class).toList();
    if (grants.isEmpty()) {
      return only(verdicts, Verdict.Refusal.class).findFirst().orElseThrow().deny();
    }
    ColumnGrant columns = grants.get(0).columns();
    return allow(
        grants.stream().filter(grant -> grant.columns().agreesWith(columns)).toList(),
        subject,
        asked);
  }

  /** The most careful of the rules says for how long, and whether subsets may be queried. */
  private static Decision allow(List<Verdict.Grant> grants, Subject subject, Shape asked) {
    List<Rule> rules = grants.stream().map(Verdict.Grant::rule).toList();
    return new Decision.Allow(
        GrantedFilter.anyOf(rules, subject).over(asked, grants.get(0).columns()),
        grants.stream().allMatch(grant -> grant.columns().subsets()),
        rules.stream().map(Rule::ttl).min(Comparator.naturalOrder()).orElse(Duration.ZERO),
        rules.stream().map(Rule::name).collect(Collectors.joining(", ", "rule ", "")));
  }

  private static <T> Stream<T> only(List<Verdict> verdicts, Class<T> kind) {
    return verdicts.stream().filter(kind::isInstance).map(kind::cast);
  }
}
