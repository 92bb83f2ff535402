package io.shapegate.proxy;

import io.shapegate.contract.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request with its answer: names it, says when its client has gone, and logs one line at its end. Lives on the event
 * loop of the client's connection.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger("io.shapegate.access.proxy");
  private static final int MAX_LOGGED = 64;
  private static final long DISCARD_MILLIS = 5_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final String id =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final long started = System.nanoTime();
  private String subject = "-";
  private String table = "-";
  private String outcome = "ok";
  private Runnable cancel = () -> {};
  private boolean over;

  Exchange(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.request = request;
    request.exceptionHandler(failure -> {});
    // When the connection closes, the three are called in this order.
    request
        .response()
        .exceptionHandler(failure -> leave())
        .endHandler(end -> over())
        .closeHandler(close -> leave());
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return request.response();
  }

  String id() {
    return id;
  }

  void describe(String subject, String table) {
    this.subject = printable(subject);
    this.table = printable(table);
  }

  /** What to do when the client goes before its answer is complete. */
  void onLeave(Runnable cancel) {
    this.cancel = cancel;
  }

  /** Whether the answer is complete or the client has gone. */
  boolean isOver() {
    return over;
  }

  /** Answers with a problem, unless an answer has begun; then the connection breaks, so that nobody takes it for whole. */
  void refuse(RefusedException refused) {
    if (response().closed()) {
      leave();
    }
    if (over) {
      return;
    }
    outcome = refused.problem().code();
    if (response().headWritten()) {
      breakOff();
      return;
    }
    discardBody();
    ResponseHeaders.clear(response().headers());
    response().headers().addAll(refused.headers());
    response()
        .setStatusCode(refused.problem().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("x-request-id", id)
        .end(refused.problem().toJson(id).toBuffer());
  }

  /** Reads what is left of a body, so that the client gets to read the answer; but not for long. */
  private void discardBody() {
    if (!request.isEnded()) {
      request.handler(chunk -> {}).resume();
      vertx.setTimer(DISCARD_MILLIS, late -> {
        if (!request.isEnded()) {
          request.connection().close();
        }
      });
    }
  }

  private void breakOff() {
    response().reset();
    request.connection().close();
  }

  private void leave() {
    if (!over) {
      outcome = "ok".equals(outcome) ? "client_left" : outcome;
      over();
      cancel.run();
    }
  }

  private void over() {
    if (!over) {
      over = true;
      LOG.info(
          "{} {} outcome={} subject=\"{}\" table={} ms={} bytes={} request={}",
          printable(request.method().name()),
          response().getStatusCode(),
          outcome,
          subject,
          table,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
          response().bytesWritten(),
          id);
    }
  }

  /** What others chose, such as a token's subject, must leave a log line one short line. */
  private static String printable(String text) {
    String line = text.replaceAll("[^\\x21-\\x7e]", "?");
    return line.length() > MAX_LOGGED ? line.substring(0, MAX_LOGGED) : line;
  }
}
