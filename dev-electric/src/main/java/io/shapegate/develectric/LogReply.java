package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Answers a request for a shape's log: at once, or when something happens. */
final class LogReply {
  private final Vertx vertx;
  private final Exchange exchange;
  private final ShapeHeaders headers;

  LogReply(Vertx vertx, Exchange exchange) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.headers = new ShapeHeaders(exchange);
  }

  Future<Void> send() {
    ShapeParameters parameters = exchange.parameters();
    if (parameters.isNow()) {
      return sendNoChange();
    }
    LogSlice slice = exchange.slice();
    if (headers.isKnown(slice.end())) {
      return sendNotModified(slice);
    }
    boolean mayWait = parameters.live() || exchange.isBeyondTheEnd();
    if (!mayWait || !slice.messages().isEmpty()) {
      return sendSlice(slice);
    }
    return parameters.sse() ? new EventStream(vertx, exchange).open() : await();
  }

  private Future<Void> await() {
    boolean beyond = exchange.isBeyondTheEnd();
    long longPoll = exchange.config().timings().longPoll().toMillis();
    return new ChangeWaiter(vertx, exchange)
        .await(beyond ? longPoll / 2 : longPoll)
        .compose(slice -> slice.isPresent() ? sendSlice(slice.get()) : sendTimeout());
  }

  private Future<Void> sendTimeout() {
    return exchange.isBeyondTheEnd()
        ? Future.failedFuture(InvalidRequest.of("offset", "out of bounds for this shape"))
        : sendNoChange();
  }

  private Future<Void> sendSlice(LogSlice slice) {
    boolean live = exchange.parameters().live();
    boolean sse = live && exchange.parameters().sse();
    headers.log(slice.end(), slice.upToDate());
    List<byte[]> messages = new ArrayList<>(slice.messages());
    if (slice.upToDate()) {
      long reached = slice.end().transaction();
      messages.add(Messages.upToDate(
          live ? reached : Math.max(reached, exchange.session().lastLsn())));
    }
    if (sse) {
      headers.eventStream();
      return BodyWriter.write(exchange.http(), EventStream.events(messages));
    }
    return BodyWriter.write(exchange.http(), JsonArrayParts.of(messages));
  }

  private Future<Void> sendNoChange() {
    headers.noChange(exchange.slice().end());
    byte[] message = Messages.upToDate(exchange.session().lastLsn());
    return Reply.text(
        exchange.http(),
        200,
        "[" + new String(message, java.nio.charset.StandardCharsets.UTF_8) + "]");
  }

  private Future<Void> sendNotModified(LogSlice slice) {
    headers.log(slice.end(), slice.upToDate());
    headers.withoutSchema();
    return exchange.http().response().setStatusCode(304).end();
  }
}
