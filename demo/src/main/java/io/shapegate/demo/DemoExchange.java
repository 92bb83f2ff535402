package io.shapegate.demo;

import io.shapegate.contract.Problem;
import io.shapegate.launcher.BodyException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, with the one log line at its end. Used on one event loop. */
final class DemoExchange {
  private static final Logger LOG = LoggerFactory.getLogger("io.shapegate.access.demo");
  private static final Problem UNEXPECTED = new Problem(
      500, "internal_error", "Something is broken here", "the log knows more under the request id");

  private final String id = UUID.randomUUID().toString();
  private final long startNanos = System.nanoTime();
  private final HttpServerRequest request;
  private final Route route;
  private String outcome = "-";

  private DemoExchange(HttpServerRequest request) {
    this.request = request;
    this.route = Route.of(request.path());
  }

  static DemoExchange begin(HttpServerRequest request) {
    DemoExchange exchange = new DemoExchange(request);
    request
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .endHandler(end -> exchange.log());
    return exchange;
  }

  HttpServerRequest request() {
    return request;
  }

  Route route() {
    return route;
  }

  /** Headers are set on the response before. */
  void answer(int status, String result) {
    answer(status, result, null);
  }

  /** Sends the answer, unless the client is gone. */
  void answer(int status, String result, @Nullable Buffer body) {
    HttpServerResponse response = request.response();
    outcome = result;
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    if (body == null) {
      response.end();
    } else {
      response.end(body);
    }
  }

  void answer(int status, JsonObject body) {
    uncached("application/json");
    answer(status, "ok", body.toBuffer());
  }

  /** Turns whatever went wrong into a status and a problem body. Nothing else does. */
  void fail(Throwable failure) {
    Problem problem = problem(failure);
    if (problem.status() == 405) {
      request.response().putHeader(HttpHeaders.ALLOW, route.allowed());
    }
    if (!request.isEnded()) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    uncached(Problem.CONTENT_TYPE);
    answer(problem.status(), problem.code(), problem.toJson(id).toBuffer());
  }

  private Problem problem(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (failure instanceof BodyException unread) {
      return unread.problem();
    }
    LOG.error("request {} failed", id, failure);
    return UNEXPECTED;
  }

  private void uncached(String contentType) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private void log() {
    LOG.info(
        "{} {} {} outcome={} ms={} request={}",
        request.method().name(),
        route,
        request.response().ended() ? request.response().getStatusCode() : "aborted",
        outcome,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
        id);
  }
}
