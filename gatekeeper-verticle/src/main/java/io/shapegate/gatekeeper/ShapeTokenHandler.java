package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /gatekeeper/:table}: a shape and a credential come in, a token goes out; or, for an administrator who asks
 * for it, how the decision comes about.
 */
final class ShapeTokenHandler {
  private final ShapeReader reader;
  private final Authenticator authenticator;
  private final PolicyChain policies;
  private final TokenIssuer issuer;
  private final ConnectionDetails details;
  private final Explainer explainer;
  private final DecisionLog log;

  ShapeTokenHandler(
      ShapeReader reader,
      Authenticator authenticator,
      PolicyChain policies,
      TokenIssuer issuer,
      ConnectionDetails details,
      Explainer explainer,
      DecisionLog log) {
    this.reader = reader;
    this.authenticator = authenticator;
    this.policies = policies;
    this.issuer = issuer;
    this.details = details;
    this.explainer = explainer;
    this.log = log;
  }

  void handle(Exchange exchange) {
    read(exchange)
        .compose(asked -> authenticate(exchange, asked)
            .compose(caller -> asked.explain() == null
                ? grant(exchange, caller, asked)
                : explain(exchange, caller, asked, asked.explain())))
        .onFailure(failure -> ProblemAnswer.send(exchange, failure));
  }

  private Future<Void> grant(Exchange exchange, Subject subject, TokenRequest asked) {
    Hearing hearing = new Hearing(new PolicyRequest(exchange.id(), subject, asked.shape()));
    return decide(exchange, hearing)
        .map(allow -> issuer.issue(subject, allow))
        .onComplete(
            token -> log.record(exchange, hearing, token, null),
            failure -> log.record(exchange, hearing, null, failure))
        .map(token -> answer(exchange, token));
  }

  private Future<Void> explain(
      Exchange exchange, Subject caller, TokenRequest asked, ExplainRequest explain) {
    Subject subject = explain.subject() == null ? caller : explain.subject();
    Hearing hearing = new Hearing(new PolicyRequest(exchange.id(), subject, asked.shape(), true));
    return explainer
        .requireRole(caller)
        .compose(allowed -> Explainer.refusalOf(decide(exchange, hearing)))
        .map(refusal -> explanation(exchange, caller, hearing, refusal))
        .onSuccess(explanation -> Explainer.answer(exchange, explanation))
        .mapEmpty();
  }

  /** The one way to a decision, explained or not. */
  private Future<Allow> decide(Exchange exchange, Hearing hearing) {
    return policies
        .decide(hearing.request(), hearing::hear)
        .onComplete(heard -> exchange.endStep("policies"))
        .onSuccess(hearing::end)
        .onSuccess(decision -> exchange.knowReason(reason(decision)))
        .map(ShapeLimit::check)
        .map(ShapeTokenHandler::requireAllow);
  }

  private Future<TokenRequest> read(Exchange exchange) {
    return reader
        .read(exchange.request())
        .onSuccess(asked -> exchange.knowTable(asked.shape().table().toString()))
        .onSuccess(asked -> exchange.endStep("read"));
  }

  private Future<Subject> authenticate(Exchange exchange, TokenRequest asked) {
    return authenticator
        .authenticate(asked.authorization())
        .onSuccess(subject -> exchange.knowSubject(subject.id()))
        .onSuccess(subject -> exchange.endStep("authenticate"));
  }

  private Explanation explanation(
      Exchange exchange, Subject caller, Hearing hearing, @Nullable Refusal refusal) {
    Allow allowed = hearing.allowed();
    return new Explanation(
        caller,
        hearing,
        refusal,
        allowed == null ? 0 : issuer.seconds(allowed),
        exchange.stepNanos(),
        exchange.nanos());
  }

  private static @Nullable String reason(Decision decision) {
    if (decision instanceof Allow allow) {
      return allow.reason();
    }
    return decision instanceof Deny deny ? deny.reason() : null;
  }

  private static Allow requireAllow(Decision decision) {
    if (decision instanceof Allow allow) {
      return allow;
    }
    throw decision instanceof Deny deny
        ? Refusal.denied(deny.code(), PlainLine.of(deny.reason()))
        : Refusal.policyUnavailable();
  }

  private @Nullable Void answer(Exchange exchange, ShapeToken token) {
    exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    exchange.answer(200, "granted", "application/json", details.of(token).toBuffer());
    return null;
  }
}
