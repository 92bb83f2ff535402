package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
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

  private final Relay relay;
  private final Exchange exchange;
  private final Grant grant;
  private final UpstreamRequest upstream;
  private final ElectricAttempts electric;
  private @Nullable EventBody events;
  private @Nullable AnswerBody body;
  private boolean begun;
  private boolean waitsForClient;
  private boolean done;
  private long lastProgress;

  Transfer(Relay relay, Exchange exchange, Grant grant, UpstreamRequest upstream) {
    this.relay = relay;
    this.exchange = exchange;
    this.grant = grant;
    this.upstream = upstream;
    this.electric = new ElectricAttempts(relay.connections(), upstream, this);
    this.lastProgress = exchange.open().coarseNanos();
  }

  void start() {
    electric.start();
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
        || (events != null && events.isLate(exchange.open().coarseNanos()));
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
    begun = true;
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
      receiveEvents(events, chunk);
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
    Future<Void> sent = answerBody().end();
    finish();
    exchange.endsWith(sent);
  }

  @Override
  public void broken(Throwable failure) {
    if (begun) {
      end(RefusedException.badGateway("electric_broke_off", "the answer is not complete"));
    } else {
      LOG.warn("Electric cannot be reached: {}", failure.getClass().getSimpleName());
      end(RefusedException.badGateway(
          "electric_unreachable", "Electric cannot be reached; try again"));
    }
  }

  private void writeHeaders(int status, HttpHeaders headers) {
    HttpServerResponse response = exchange.response().setStatusCode(status);
    ResponseHeaders.copy(headers, response.headers());
    ResponseHeaders.setTokenLifetime(
        response.headers(), grant.expiresAt() - exchange.open().coarseNow());
    response.putHeader(ResponseHeaders.REQUEST_ID, exchange.id());
    exchange.closeWhenDraining();
    if (EventStream.isOne(headers)) {
      events = EventBody.begin(response);
    }
  }

  /** An event that began before the token's end may end after it; no other begins. */
  private void receiveEvents(EventBody stream, ByteBuf chunk) {
    if (isExpired()) {
      stream.endBehindEvent(exchange.open().coarseNanos());
    }
    stream.add(chunk);
    pauseIfFull();
    endIfComplete(stream);
  }

  private AnswerBody answerBody() {
    if (body == null) {
      body = new AnswerBody(exchange.response());
    }
    return body;
  }

  private void pauseIfFull() {
    HttpServerResponse response = exchange.response();
    if (!waitsForClient && electric.isOpen() && response.writeQueueFull()) {
      electric.pause();
      waitsForClient = true;
      response.drainHandler(drained -> goOn());
    }
  }

  private void goOn() {
    waitsForClient = false;
    lastProgress = exchange.open().coarseNanos();
    electric.resume();
  }

  /** A waiting request gets the refusal, a stream of events ends behind a whole event. */
  private void endWaiting(RefusedException refused) {
    if (events != null) {
      events.endBehindEvent(exchange.open().coarseNanos());
      endIfComplete(events);
    } else if (body == null || body.isEmpty()) {
      end(refused);
    }
  }

  private void endIfComplete(EventBody stream) {
    if (!done && stream.isComplete()) {
      finish();
      exchange.endsWith(exchange.response().end());
    }
  }

  /** Ends without an answer of Electric's, or in the middle of it. */
  private void end(RefusedException refused) {
    finish();
    exchange.refuse(refused);
  }

  /** From now on nothing that comes is heard. */
  private void finish() {
    done = true;
    lastProgress = exchange.open().coarseNanos();
    if (body != null) {
      body.discard();
    }
    electric.close();
  }

  private boolean isExpired() {
    return exchange.open().now() >= grant.expiresAt();
  }
}
