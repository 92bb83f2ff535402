package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Problem;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request with its answer: names it, says when its client has gone, and logs one line at its end. Lives on the event
 * loop of the client's connection.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger("io.shapegate.access.proxy");
  private static final Logger DEFECTS = LoggerFactory.getLogger(Exchange.class);
  private static final int MAX_LOGGED = 64;
  private static final long DISCARD_MILLIS = 5_000;

  /** For a client to take what it was refused with. */
  private static final long REFUSAL_NANOS = 15_000_000_000L;

  /** Where {@link OpenExchanges} has it. */
  int place;

  private final OpenExchanges open;
  private final HttpServerRequest request;
  private final String id =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final long started = System.nanoTime();
  private String outcome = "ok";
  private @Nullable Grant grant;
  private @Nullable Admitted admitted;
  private @Nullable Transfer transfer;
  private boolean over;

  Exchange(OpenExchanges open, HttpServerRequest request) {
    this.open = open;
    this.request = request;
    open.add(this);
    request.exceptionHandler(failure -> {});
    request.response().exceptionHandler(failure -> leave()).closeHandler(close -> leave());
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

  OpenExchanges open() {
    return open;
  }

  /** Whose request this is. */
  void grantedBy(Grant verified) {
    grant = verified;
  }

  /** What to give back at the end, which may have been. */
  void holds(Admitted taken) {
    if (over) {
      taken.release();
    } else {
      admitted = taken;
    }
  }

  /** What brings the answer from now on. The request's headers have been read; a token alone takes a kilobyte. */
  void answeredBy(Transfer started) {
    transfer = started;
    request.headers().clear();
  }

  /** Whether the answer is complete, though perhaps not yet sent, or the client has gone. */
  boolean isOver() {
    return over || response().ended();
  }

  /** The whole answer is on its way. What the client holds is given back when it has been sent. */
  void endsWith(Future<Void> sent) {
    sent.onComplete(done -> over(), failure -> leave());
  }

  /** Ends what takes too long: a request that is not whole and verified in time, an answer that does not go on. */
  void tick() {
    if (transfer != null) {
      transfer.tick();
    } else if (response().ended()) {
      cutUnread();
    } else if (open.coarseNanos() - started > open.requestNanos()) {
      refuse(RefusedException.requestTimeout());
    }
  }

  private void cutUnread() {
    if (open.coarseNanos() - started > open.requestNanos() + REFUSAL_NANOS) {
      breakOff();
    }
  }

  void turnAway() {
    if (transfer != null) {
      transfer.turnAway();
    }
  }

  /** Answers with what became of the request: a refusal, a request that cannot be read, or a defect. */
  void fail(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      refuse(refused);
    } else if (failure instanceof ContractException unreadable) {
      refuse(RefusedException.badRequest(String.valueOf(unreadable.getMessage())));
    } else {
      DEFECTS.error("request {} failed", id, failure);
      refuse(RefusedException.internal());
    }
  }

  /** Answers with a problem, unless an answer has begun; then the connection breaks, so that nobody takes it for whole. */
  void refuse(RefusedException refused) {
    if (response().closed()) {
      leave();
    }
    if (isOver()) {
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
    closeWhenDraining();
    endsWith(response()
        .setStatusCode(refused.problem().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(ResponseHeaders.REQUEST_ID, id)
        .end(refused.problem().toJson(id).toBuffer()));
  }

  /** To be called before an answer's head is written. */
  void closeWhenDraining() {
    if (open.isDraining() && !isMultiplexed()) {
      response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Reads what is left of a body, so that the client gets to read the answer; but not for long. */
  private void discardBody() {
    if (!request.isEnded()) {
      request.handler(chunk -> {}).resume();
      open.vertx().setTimer(DISCARD_MILLIS, late -> {
        if (!request.isEnded() || !response().ended()) {
          breakOff();
        }
      });
    }
  }

  /** A client that reads nothing keeps nothing. With HTTP/1.0 the orderly end of a connection is the end of an answer. */
  void breakOff() {
    if (isMultiplexed()) {
      StrictHttpServer.resetStream(request.connection(), response());
      return;
    }
    if (request.version() == HttpVersion.HTTP_1_0) {
      StrictHttpServer.reset(request.connection());
    } else {
      StrictHttpServer.cut(request.connection());
    }
  }

  /** With HTTP/2, other requests share the connection. */
  private boolean isMultiplexed() {
    return request.version() == HttpVersion.HTTP_2;
  }

  private void leave() {
    if (!over) {
      // With HTTP/2 a stream closes before its end is told.
      outcome = "ok".equals(outcome) && !response().ended() ? "client_left" : outcome;
      Transfer cancelled = transfer;
      over();
      if (cancelled != null) {
        cancelled.cancel();
      }
    }
  }

  private void over() {
    if (over) {
      return;
    }
    over = true;
    open.remove(this);
    if (admitted != null) {
      admitted.release();
    }
    if (open.logsAccess() && LOG.isInfoEnabled()) {
      log();
    }
  }

  private void log() {
    LOG.info(
        "{} {} outcome={} subject=\"{}\" table={} ms={} bytes={} request={}",
        printable(request.method().name()),
        response().getStatusCode(),
        outcome,
        grant == null ? "-" : printable(grant.subject()),
        grant == null ? "-" : printable(grant.claim().shape().table().toString()),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
        response().bytesWritten(),
        id);
  }

  /** What others chose, such as a token's subject, must leave a log line one short line. */
  private static String printable(String text) {
    int length = Math.min(text.length(), MAX_LOGGED);
    StringBuilder line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      line.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return line.toString();
  }
}
