package io.shapegate.develectric;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * A live answer as server-sent events. Nothing is queued for a slow reader: it continues from its place in the log
 * once it has read what was written, and is cut off if it has not when the stream's time is up. For one event loop.
 */
final class EventStream {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final byte[] PREFIX = BodyWriter.ascii("data: ");
  private static final byte[] SUFFIX = BodyWriter.ascii("\n\n");
  private static final Buffer KEEP_ALIVE = Buffer.buffer(": keep-alive\n\n");

  private final Vertx vertx;
  private final Context context;
  private final Exchange exchange;
  private final HttpServerResponse response;
  private final Promise<Void> done = Promise.promise();
  private final Runnable listener = this::onNews;
  private LogOffset position;
  private long lifeTimer = -1;
  private long keepAliveTimer = -1;

  EventStream(Vertx vertx, Exchange exchange) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.exchange = exchange;
    this.response = exchange.http().response();
    this.position = exchange.offset();
  }

  static List<byte[]> events(List<byte[]> messages) {
    return messages.stream()
        .<byte[]>mapMulti((message, parts) -> {
          parts.accept(PREFIX);
          parts.accept(message);
          parts.accept(SUFFIX);
        })
        .toList();
  }

  Future<Void> open() {
    ShapeHeaders headers = new ShapeHeaders(exchange);
    LogSlice slice = exchange.slice();
    headers.log(slice.end(), slice.upToDate());
    headers.eventStream();
    if (exchange.http().method().equals(HttpMethod.HEAD)) {
      return response.end();
    }
    response.setChunked(true);
    response.closeHandler(closed -> done.tryComplete());
    response.exceptionHandler(failure -> done.tryComplete());
    done.future().onComplete(ignored -> release());
    exchange.shape().addListener(listener);
    lifeTimer = vertx.setTimer(lifetimeMillis(), fired -> finish());
    keepAlive();
    response.writeHead().onSuccess(written -> proceed()).onFailure(done::tryFail);
    return done.future();
  }

  /** An offset beyond the log's end gets half a long poll to become true. */
  private long lifetimeMillis() {
    DevElectricConfig config = exchange.config();
    long millis = exchange.isBeyondTheEnd()
        ? config.timings().longPoll().toMillis() / 2
        : config.timings().sseLifetime().toMillis();
    return Math.max(1, millis);
  }

  private void onNews() {
    context.runOnContext(ignored -> proceed());
  }

  private void proceed() {
    if (isOver()) {
      return;
    }
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> proceed());
    } else if (position.isBefore(exchange.log().last())) {
      writeNext();
    } else if (exchange.shape().hasEnded()) {
      finish();
    }
  }

  private void writeNext() {
    LogSlice slice = exchange.log().after(position, PIECE_BYTES);
    position = slice.end();
    if (slice.messages().isEmpty()) {
      proceed();
      return;
    }
    Buffer events = Buffer.buffer();
    events(slice.messages()).forEach(events::appendBytes);
    if (slice.upToDate()) {
      events(List.of(Messages.upToDate(slice.end().transaction()))).forEach(events::appendBytes);
    }
    response.write(events);
    keepAlive();
    proceed();
  }

  private void keepAlive() {
    vertx.cancelTimer(keepAliveTimer);
    long millis = Math.max(1, exchange.config().timings().sseKeepAlive().toMillis());
    keepAliveTimer = vertx.setTimer(millis, fired -> writeKeepAlive());
  }

  private void writeKeepAlive() {
    if (!isOver()) {
      if (!response.writeQueueFull()) {
        response.write(KEEP_ALIVE.copy());
      }
      keepAlive();
    }
  }

  private void finish() {
    if (isOver()) {
      return;
    }
    if (response.writeQueueFull()) {
      exchange.http().connection().close();
    } else {
      response.end();
    }
    done.tryComplete();
  }

  private boolean isOver() {
    return done.future().isComplete() || response.closed();
  }

  private void release() {
    exchange.shape().removeListener(listener);
    vertx.cancelTimer(lifeTimer);
    vertx.cancelTimer(keepAliveTimer);
  }
}
