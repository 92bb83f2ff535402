package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Answers with how a decision came about, in place of a token. For administrators only. */
final class Explainer {
  private final ExplainConfig config;

  Explainer(ExplainConfig config) {
    this.config = config;
  }

  Future<Subject> requireRole(Subject caller) {
    return config.allows(caller)
        ? Future.succeededFuture(caller)
        : Future.failedFuture(Refusal.explainNotAllowed(config.role()));
  }

  /** A refusal is an answer too; anything else that went wrong is none. */
  static Future<@Nullable Refusal> refusalOf(Future<Allow> decision) {
    return decision
        .<@Nullable Refusal>map(allow -> null)
        .recover(failure -> failure instanceof Refusal refusal
            ? Future.succeededFuture(refusal)
            : Future.failedFuture(failure));
  }

  static void answer(Exchange exchange, Explanation explanation) {
    boolean text = PreferredType.of(exchange.request().headers()) == PreferredType.TEXT;
    exchange.knowReason(explanation.hearing().subject().id() + ": " + explanation.decision()
        + (explanation.refusal() == null ? "" : " " + explanation.refusal().code()));
    exchange
        .request()
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    exchange.answer(
        200,
        "explained",
        text ? "text/plain; charset=utf-8" : "application/json",
        Buffer.buffer(
            text
                ? ExplanationText.of(explanation, exchange.id())
                : SafeJson.line(ExplanationJson.of(explanation, exchange.id()))));
  }
}
