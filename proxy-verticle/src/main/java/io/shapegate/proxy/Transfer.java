package io.shapegate.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's way to Electric and its answer's way back. A client that leaves cancels the request, a client that reads
 * slowly pauses Electric, an answer that breaks off breaks the client's connection, and what waits for changes ends with
 * its token. Messages of the HTTP client's failures may hold the request's URI, and with it the secret: only their class is
 * ever logged. Lives on the event loop of the client's connection.
 */
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** For the rest of an event that had begun when its stream had to end. */
  private static final long LAST_EVENT_MILLIS = 2_000;

  private final Relay relay;
  private final Exchange exchange;
  private final Grant grant;
  private final UpstreamRequest upstream;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse answer;
  private @Nullable EventStream events;

  /** The first bytes of the answer, until it is clear whether they are all. */
  private @Nullable Buffer held;

  private boolean waitsForClient;
  private boolean done;
  private long lastProgress;
  private long endBy = Long.MAX_VALUE;

  Transfer(Relay relay, Exchange exchange, Grant grant, UpstreamRequest upstream) {
    this.relay = relay;
    this.exchange = exchange;
    this.grant = grant;
    this.upstream = upstream;
    this.lastProgress = exchange.open().coarseNow();
  }

  void start() {
    HttpClientConnection used = relay.connections().reuse();
    if (used == null) {
      sendOverNew();
    } else {
      send(used).onComplete(this::begin, failure -> {
        if (isStaleConnection(failure) && !done) {
          sendOverNew();
        } else {
          fail(failure);
        }
      });
    }
  }

  /** The client has gone. */
  void cancel() {
    finish();
    resetRequest();
  }

  /** Ends what takes too long, and what waits for changes when its token ends. */
  void tick(long now) {
    if (done) {
      return;
    }
    if (upstream.isLive() && now >= grant.expiresAt()) {
      endWaiting(RefusedException.expired());
    }
    boolean isSilent = now - lastProgress > relay.patience(waitsForClient).toMillis();
    if (!done && (isSilent || now > endBy)) {
      end(waitsForClient ? RefusedException.clientTimeout() : RefusedException.gatewayTimeout());
    }
  }

  /** The proxy stops: what waits for changes may as well wait elsewhere. */
  void drain() {
    if (!done && upstream.isLive()) {
      endWaiting(RefusedException.shuttingDown());
    }
  }

  private void sendOverNew() {
    relay.connections().open().compose(this::send).onComplete(this::begin, this::fail);
  }

  private Future<HttpClientResponse> send(HttpClientConnection connection) {
    RequestOptions options =
        new RequestOptions().setMethod(upstream.method()).setURI(upstream.uri());
    return connection.request(options).compose(created -> {
      // Without a handler the HTTP client logs the failure's message, which may hold the URI.
      created.exceptionHandler(failure -> {});
      request = created;
      if (done) {
        created.reset();
        return Future.failedFuture(new HttpClosedException("the client left"));
      }
      upstream.copyHeadersTo(created.headers());
      Buffer body = upstream.body();
      return body == null ? created.send() : created.send(body);
    });
  }

  private void begin(HttpClientResponse received) {
    answer = received;
    // Without a handler the HTTP client logs whatever ends the answer early.
    received.exceptionHandler(this::breakOff);
    lastProgress = exchange.open().coarseNow();
    if (done) {
      resetRequest();
      return;
    }
    if (!relay.passesOn(received.statusCode())) {
      end(relay.unexpected(received.statusCode()));
      return;
    }
    if (upstream.isLive() && isExpired()) {
      end(RefusedException.expired());
      return;
    }
    writeHeaders(received);
    received.handler(this::receive).endHandler(end -> complete());
  }

  private void writeHeaders(HttpClientResponse received) {
    HttpServerResponse response = exchange.response().setStatusCode(received.statusCode());
    ResponseHeaders.copy(received.headers(), response.headers());
    ResponseHeaders.setTokenLifetime(
        response.headers(), grant.expiresAt() - exchange.open().coarseNow());
    response.putHeader(ResponseHeaders.REQUEST_ID, exchange.id());
    exchange.closeWhenDraining();
    if (EventStream.isOne(received)) {
      events = new EventStream();
      response.setChunked(true).writeHead();
    }
  }

  private void receive(Buffer chunk) {
    lastProgress = exchange.open().coarseNow();
    if (done) {
      return;
    }
    if (events != null) {
      receiveEvents(events, chunk);
    } else if (exchange.response().headWritten()) {
      write(chunk);
    } else if (held == null) {
      held = chunk;
      relay.flushSoon(this);
    } else {
      held = held.appendBuffer(chunk);
    }
  }

  /** An event that began before the token's end may end after it; no other begins. */
  private void receiveEvents(EventStream stream, Buffer chunk) {
    if (!stream.isEnding() && isExpired()) {
      endBehindEvent(stream);
    }
    Buffer rest = stream.pass(chunk);
    if (rest.length() > 0) {
      write(rest);
    }
    endEventsIfWhole(stream);
  }

  /** Called at the end of the event loop's turn: writes what has come, as there may be no more for a while. */
  void flush() {
    Buffer first = held;
    held = null;
    if (first != null && !done) {
      HttpServerResponse response = exchange.response();
      if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
        response.setChunked(true);
      }
      write(first);
    }
  }

  private void write(Buffer chunk) {
    HttpServerResponse response = exchange.response();
    response.write(chunk);
    if (response.writeQueueFull() && answer != null) {
      HttpClientResponse paused = answer.pause();
      waitsForClient = true;
      response.drainHandler(drained -> {
        waitsForClient = false;
        lastProgress = exchange.open().coarseNow();
        paused.resume();
      });
    }
  }

  private void complete() {
    if (done) {
      return;
    }
    finish();
    if (request != null) {
      relay.connections().giveBack((HttpClientConnection) request.connection());
    }
    Buffer all = held;
    held = null;
    if (all == null) {
      exchange.response().end();
    } else {
      exchange.response().end(all);
    }
  }

  /** A waiting request gets the refusal, a stream of events ends behind a whole event. */
  private void endWaiting(RefusedException refused) {
    if (events == null) {
      if (!exchange.response().headWritten() && held == null) {
        end(refused);
      }
    } else if (!events.isEnding()) {
      endBehindEvent(events);
      endEventsIfWhole(events);
    }
  }

  private void endBehindEvent(EventStream stream) {
    stream.end();
    endBy = exchange.open().now() + LAST_EVENT_MILLIS;
  }

  private void endEventsIfWhole(EventStream stream) {
    if (stream.isEnding() && stream.isWhole() && !done) {
      finish();
      resetRequest();
      exchange.response().end();
    }
  }

  /** Ends without an answer of Electric's, or in the middle of it. */
  private void end(RefusedException refused) {
    finish();
    resetRequest();
    exchange.refuse(refused);
  }

  private void breakOff(Throwable failure) {
    if (!done) {
      end(RefusedException.badGateway("electric_broke_off", "the answer is not complete"));
    }
  }

  private void fail(Throwable failure) {
    if (done) {
      return;
    }
    if (failure instanceof TimeoutException) {
      end(RefusedException.gatewayTimeout());
      return;
    }
    LOG.warn("Electric cannot be reached: {}", failure.getClass().getSimpleName());
    end(RefusedException.badGateway(
        "electric_unreachable", "Electric cannot be reached; try again"));
  }

  private void finish() {
    done = true;
  }

  private void resetRequest() {
    if (request != null) {
      request.reset();
    }
  }

  private boolean isExpired() {
    return exchange.open().now() >= grant.expiresAt();
  }

  /** A connection that Electric closed in the same moment; nothing was answered, so it is safe to ask again. */
  private static boolean isStaleConnection(Throwable failure) {
    return failure instanceof HttpClosedException
        || (failure instanceof IOException && !(failure instanceof ConnectException));
  }
}
