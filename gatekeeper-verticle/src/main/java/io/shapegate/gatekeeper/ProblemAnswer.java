package io.shapegate.gatekeeper;

import io.shapegate.contract.Problem;
import io.shapegate.launcher.BodyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a status and a problem body (RFC 9457). Nothing else does. */
final class ProblemAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswer.class);
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final Problem UNEXPECTED = new Problem(
      500, "internal_error", "Something is broken here", "the log knows more under the request id");

  private ProblemAnswer() {}

  static void send(Exchange exchange, Throwable failure) {
    Problem problem = UNEXPECTED;
    if (failure instanceof Refusal refusal) {
      problem = new Problem(
          status(refusal.kind()), refusal.code(), title(refusal.kind()), refusal.detail());
      addHeaders(exchange.request().response(), refusal);
    } else if (failure instanceof BodyException unread) {
      problem = unread.problem();
    } else {
      LOG.error("request {} failed", exchange.id(), failure);
    }
    exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    exchange.answer(
        problem.status(),
        problem.code(),
        Problem.CONTENT_TYPE,
        problem.toJson(exchange.id()).toBuffer());
  }

  private static int status(Refusal.Kind kind) {
    return switch (kind) {
      case UNREADABLE -> 400;
      case NO_CREDENTIAL, BAD_CREDENTIAL -> 401;
      case DENIED -> 403;
      case UNKNOWN_ROUTE -> 404;
      case UNKNOWN_CONTENT_TYPE -> 415;
      case UNAVAILABLE -> 503;
    };
  }

  private static String title(Refusal.Kind kind) {
    return switch (kind) {
      case UNREADABLE -> "The shape cannot be read";
      case NO_CREDENTIAL, BAD_CREDENTIAL -> "Not authenticated";
      case DENIED -> "Not allowed";
      case UNKNOWN_ROUTE -> "Not found";
      case UNKNOWN_CONTENT_TYPE -> "The body is of an unknown type";
      case UNAVAILABLE -> "Cannot decide now";
    };
  }

  private static void addHeaders(HttpServerResponse response, Refusal refusal) {
    switch (refusal.kind()) {
      case NO_CREDENTIAL -> response.putHeader("WWW-Authenticate", "Bearer");
      case BAD_CREDENTIAL ->
        response.putHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      case UNAVAILABLE -> response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
      default -> {}
    }
  }
}
