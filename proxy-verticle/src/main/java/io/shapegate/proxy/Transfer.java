package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's way to Electric and its answer's way back. A client that leaves cancels the request, a client that reads
 * slowly pauses Electric, an answer that breaks off breaks the client's connection, and what waits for changes ends with
 * its token. Failures' messages may hold the request's URI, and with it the secret: only their class is ever logged. Lives
 * on the event loop of the client's connection.
 */
final class Transfer implements AnswerListener {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** For the rest of an event that had begun when its stream had to end. */
  private static final long LAST_EVENT_NANOS = 2_000_000_000L;

  private final Relay relay;
  private final Exchange exchange;
  private final Grant grant;
  private final UpstreamRequest upstream;
  private @Nullable ElectricConnection connection;
  private @Nullable EventStream events;
  private @Nullable AnswerBody body;
  private boolean mayBeStale;
  private boolean begun;
  private boolean waitsForClient;
  private boolean done;
  private long lastProgress;
  private long endingSince;

  Transfer(Relay relay, Exchange exchange, Grant grant, UpstreamRequest upstream) {
    this.relay = relay;
    this.exchange = exchange;
    this.grant = grant;
    this.upstream = upstream;
    this.lastProgress = exchange.open().coarseNanos();
  }

  void start() {
    ElectricConnection used = relay.connections().reuse();
    if (used == null) {
      askOverNew();
    } else {
      mayBeStale = true;
      connection = used;
      used.ask(upstream, this);
    }
  }

  /** The client has gone. */
  void cancel() {
    finish();
  }

  /** Ends what takes too long, and what waits for changes when its token ends. */
  void tick() {
    if (!done && upstream.isLive() && exchange.open().coarseNow() >= grant.expiresAt()) {
      endWaiting(RefusedException.expired());
    }
    if (done) {
      cutUnread();
    } else if (isSilent() || isLate()) {
      end(waitsForClient ? RefusedException.clientTimeout() : RefusedException.gatewayTimeout());
    }
  }

  /** All has been given to a client that does not take it. */
  private void cutUnread() {
    if (sinceProgress() > relay.patience(true).toNanos()) {
      exchange.breakOff();
    }
  }

  private boolean isSilent() {
    return sinceProgress() > relay.patience(waitsForClient).toNanos();
  }

  /** The end of a token is no reason to cut an event in two, but this is long enough for the rest of it. */
  private boolean isLate() {
    if (!upstream.isLive()) {
      return false;
    }
    long patience = relay.patience(waitsForClient).toMillis();
    return exchange.open().coarseNow() - grant.expiresAt() > patience
        || (events != null
            && events.isEnding()
            && exchange.open().coarseNanos() - endingSince > LAST_EVENT_NANOS);
  }

  private long sinceProgress() {
    return exchange.open().coarseNanos() - lastProgress;
  }

  /** The proxy stops: what waits for changes may as well wait elsewhere. */
  void turnAway() {
    if (!done && upstream.isLive()) {
      endWaiting(RefusedException.shuttingDown());
    }
  }

  @Override
  public void begun(int status, HttpHeaders headers) {
    if (mayBeStale && status == HttpResponseStatus.REQUEST_TIMEOUT.code()) {
      askAgain();
      return;
    }
    begun = true;
    mayBeStale = false;
    lastProgress = exchange.open().coarseNanos();
    if (!relay.passesOn(status)) {
      end(relay.unexpected(status));
    } else if (upstream.isLive() && isExpired()) {
      end(RefusedException.expired());
    } else if (EventStream.isOne(headers) && headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
      // Nobody can see where its events end, and so end it with the token.
      end(RefusedException.badGateway(
          "electric_failed",
          "Electric sent a compressed stream of events, which nobody asked for"));
    } else {
      writeHeaders(status, headers);
    }
  }

  @Override
  public void received(ByteBuf chunk) {
    lastProgress = exchange.open().coarseNanos();
    if (events != null) {
      receiveEvents(events, BufferInternal.safeBuffer(chunk));
      return;
    }
    answerBody().add(chunk);
    pauseIfFull();
  }

  /** There may be no more for a while. */
  @Override
  public void paused() {
    if (body != null) {
      body.flush();
      pauseIfFull();
    }
  }

  @Override
  public void ended() {
    connection = null;
    Future<Void> sent = answerBody().end();
    finish();
    exchange.endsWith(sent);
  }

  /** Electric may have closed a connection in the same moment; nothing was answered, so it is safe to ask again. */
  @Override
  public void broken(Throwable failure) {
    connection = null;
    if (done) {
      return;
    }
    if (mayBeStale) {
      askAgain();
    } else if (begun) {
      end(RefusedException.badGateway("electric_broke_off", "the answer is not complete"));
    } else {
      fail(failure);
    }
  }

  /** Also where a connection was told that it had been idle for too long (RFC 9110, section 15.5.9). */
  private void askAgain() {
    mayBeStale = false;
    if (connection != null) {
      connection.close();
      connection = null;
    }
    askOverNew();
  }

  private void askOverNew() {
    relay.connections().open().onComplete(this::ask, this::fail);
  }

  private void ask(ElectricConnection opened) {
    if (done) {
      // A storm of clients that leave at once would pile them up.
      opened.close();
      return;
    }
    connection = opened;
    opened.ask(upstream, this);
  }

  private void writeHeaders(int status, HttpHeaders headers) {
    HttpServerResponse response = exchange.response().setStatusCode(status);
    ResponseHeaders.copy(headers, response.headers());
    ResponseHeaders.setTokenLifetime(
        response.headers(), grant.expiresAt() - exchange.open().coarseNow());
    response.putHeader(ResponseHeaders.REQUEST_ID, exchange.id());
    exchange.closeWhenDraining();
    if (EventStream.isOne(headers)) {
      events = new EventStream();
      response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      response.setChunked(true).writeHead();
    }
  }

  /** An event that began before the token's end may end after it; no other begins. */
  private void receiveEvents(EventStream stream, Buffer chunk) {
    if (!stream.isEnding() && isExpired()) {
      endBehindEvent(stream);
    }
    Buffer passed = stream.pass(chunk);
    if (passed.length() > 0) {
      write(passed);
      pauseIfFull();
    }
    endEventsIfWhole(stream);
  }

  /** A failure comes as the connection's end, which the exchange hears of. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(Buffer event) {
    exchange.response().write(event);
  }

  private AnswerBody answerBody() {
    if (body == null) {
      body = new AnswerBody(exchange.response());
    }
    return body;
  }

  private void pauseIfFull() {
    HttpServerResponse response = exchange.response();
    if (!waitsForClient && !done && connection != null && response.writeQueueFull()) {
      ElectricConnection paused = connection;
      paused.pause();
      waitsForClient = true;
      response.drainHandler(drained -> goOn(paused));
    }
  }

  /** The answer may have ended meanwhile, and its connection may serve somebody else. */
  private void goOn(ElectricConnection paused) {
    waitsForClient = false;
    lastProgress = exchange.open().coarseNanos();
    if (connection == paused) {
      paused.resume();
    }
  }

  /** A waiting request gets the refusal, a stream of events ends behind a whole event. */
  private void endWaiting(RefusedException refused) {
    if (events != null) {
      if (!events.isEnding()) {
        endBehindEvent(events);
        endEventsIfWhole(events);
      }
    } else if (body == null || body.isEmpty()) {
      end(refused);
    }
  }

  private void endBehindEvent(EventStream stream) {
    stream.end();
    endingSince = exchange.open().coarseNanos();
  }

  private void endEventsIfWhole(EventStream stream) {
    if (stream.isEnding() && stream.isWhole() && !done) {
      finish();
      exchange.endsWith(exchange.response().end());
    }
  }

  /** Ends without an answer of Electric's, or in the middle of it. */
  private void end(RefusedException refused) {
    finish();
    exchange.refuse(refused);
  }

  private void fail(Throwable failure) {
    if (!done) {
      LOG.warn("Electric cannot be reached: {}", failure.getClass().getSimpleName());
      end(RefusedException.badGateway(
          "electric_unreachable", "Electric cannot be reached; try again"));
    }
  }

  /** From now on nothing that comes is heard; a connection whose answer is not complete is of no more use. */
  private void finish() {
    done = true;
    lastProgress = exchange.open().coarseNanos();
    if (body != null) {
      body.discard();
    }
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private boolean isExpired() {
    return exchange.open().now() >= grant.expiresAt();
  }
}
