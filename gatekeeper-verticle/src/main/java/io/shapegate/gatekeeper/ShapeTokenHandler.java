package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** {@code POST /gatekeeper/:table}: a shape and a credential come in, a token goes out. */
final class ShapeTokenHandler {
  private final ShapeReader reader;
  private final Authenticator authenticator;
  private final Policy policies;
  private final TokenIssuer issuer;
  private final ConnectionDetails details;

  ShapeTokenHandler(
      ShapeReader reader,
      Authenticator authenticator,
      Policy policies,
      TokenIssuer issuer,
      ConnectionDetails details) {
    this.reader = reader;
    this.authenticator = authenticator;
    this.policies = policies;
    this.issuer = issuer;
    this.details = details;
  }

  void handle(Exchange exchange) {
    read(exchange)
        .compose(asked -> authenticate(exchange, asked)
            .compose(subject -> decide(exchange, subject, asked)
                .map(ShapeLimit::check)
                .map(ShapeTokenHandler::requireAllow)
                .map(allow -> issuer.issue(subject, allow))))
        .onSuccess(token -> answer(exchange, token))
        .onFailure(failure -> ProblemAnswer.send(exchange, failure));
  }

  private Future<TokenRequest> read(Exchange exchange) {
    return reader
        .read(exchange.request())
        .onSuccess(asked -> exchange.knowTable(asked.shape().table().toString()));
  }

  private Future<Subject> authenticate(Exchange exchange, TokenRequest asked) {
    return authenticator
        .authenticate(asked.authorization())
        .onSuccess(subject -> exchange.knowSubject(subject.id()));
  }

  private Future<Decision> decide(Exchange exchange, Subject subject, TokenRequest asked) {
    return policies
        .decide(new PolicyRequest(exchange.id(), subject, asked.shape()))
        .onSuccess(decision -> exchange.knowReason(reason(decision)));
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

  private void answer(Exchange exchange, ShapeToken token) {
    exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    exchange.answer(200, "granted", "application/json", details.of(token).toBuffer());
  }
}
