package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Decides by the rules in Postgres. What no rule grants is denied. */
final class RulesPolicy implements Policy {
  private final Supplier<Future<RuleBook>> rules;
  private final RolesSource roles;
  private final BindResolver binds;
  private final Explainer explainer;

  /** The rules are those in force whenever they are asked for. */
  RulesPolicy(
      Supplier<Future<RuleBook>> rules,
      RolesSource roles,
      BindResolver binds,
      Explainer explainer) {
    this.rules = rules;
    this.roles = roles;
    this.binds = binds;
    this.explainer = explainer;
  }

  @Override
  public Future<Decision> decide(PolicyRequest request) {
    Stopwatch watch = new Stopwatch();
    return rules
        .get()
        .compose(book -> hear(request, book))
        .onSuccess(hearing -> watch.lap("rules"))
        .compose(this::rule)
        .onSuccess(ruling -> watch.lap("values"))
        .compose(ruling -> ifStillInForce(ruling, request, watch));
  }

  /** Lookups take their time, and what was decided by rules that changed meanwhile is decided again. */
  private Future<Decision> ifStillInForce(Ruling ruling, PolicyRequest request, Stopwatch watch) {
    return rules
        .get()
        .compose(book -> book.equals(ruling.hearing().book())
            ? answer(ruling, request, watch)
            : decide(request));
  }

  private Future<Decision> answer(Ruling ruling, PolicyRequest request, Stopwatch watch) {
    return request.explain()
        ? explainer.explain(ruling, watch)
        : Future.succeededFuture(ruling.decision());
  }

  private Future<Hearing> hear(PolicyRequest request, RuleBook book) {
    return roles
        .of(request.subject(), book)
        .map(known -> new Hearing(
            request.subject(), known, request.shape(), AskedFilter.of(request.shape()), book));
  }

  private Future<Ruling> rule(Hearing hearing) {
    List<Verdict> verdicts = hearing.verdicts();
    return binds
        .resolve(Hearing.binds(verdicts), hearing.subject(), hearing.book())
        .map(values -> Ruling.of(hearing, Hearing.with(values, verdicts), values));
  }
}
