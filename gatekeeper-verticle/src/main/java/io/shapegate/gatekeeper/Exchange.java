package io.shapegate.gatekeeper;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, with what the one log line at its end says. Used on one event loop. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger("io.shapegate.access.gatekeeper");

  private final String id = UUID.randomUUID().toString();
  private final long startNanos = System.nanoTime();
  private final HttpServerRequest request;
  private final Route route;
  private String subject = "-";
  private String table = "-";
  private String reason = "-";
  private String outcome = "-";
  private final Map<String, Long> steps = new LinkedHashMap<>();
  private long stepStartNanos = startNanos;

  private Exchange(HttpServerRequest request) {
    this.request = request;
    this.route = Route.of(request.path());
  }

  static Exchange begin(HttpServerRequest request) {
    Exchange exchange = new Exchange(request);
    request.response().endHandler(end -> exchange.log());
    return exchange;
  }

  String id() {
    return id;
  }

  Route route() {
    return route;
  }

  HttpServerRequest request() {
    return request;
  }

  /** Notes that a step of the work ends here, and how long it took. */
  void endStep(String step) {
    long now = System.nanoTime();
    steps.put(step, now - stepStartNanos);
    stepStartNanos = now;
  }

  /** How long each step took so far, in order. */
  Map<String, Long> stepNanos() {
    return Collections.unmodifiableMap(steps);
  }

  /** Since the head of the request was here. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }

  void knowSubject(String who) {
    subject = PlainLine.of(who);
  }

  void knowTable(String which) {
    table = PlainLine.of(which);
  }

  void knowReason(@Nullable String why) {
    reason = why == null ? "-" : PlainLine.of(why);
  }

  /** Sends the answer, unless the client is gone. Headers beyond these are set on the response before. */
  void answer(int status, String result, String contentType, Buffer body) {
    HttpServerResponse response = request.response();
    outcome = result;
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .end(body);
  }

  private void log() {
    String line = String.format(
        "%s %s %s outcome=%s reason=\"%s\" subject=\"%s\" table=%s ms=%d request=%s",
        PlainLine.of(request.method().name()),
        route,
        request.response().ended() ? request.response().getStatusCode() : "aborted",
        outcome,
        reason.replace('"', '\''),
        subject.replace('"', '\''),
        table,
        TimeUnit.NANOSECONDS.toMillis(nanos()),
        id);
    if (route == Route.HEALTH) {
      LOG.debug(line);
    } else {
      LOG.info(line);
    }
  }
}
