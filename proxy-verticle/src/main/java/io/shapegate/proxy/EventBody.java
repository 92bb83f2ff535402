package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * A stream of events on its way to the client. Where it has to end, the event that has begun may end before, and no other
 * begins. Lives on the event loop of the client's connection.
 */
final class EventBody {
  /** For the rest of an event that had begun when its stream had to end. */
  private static final long LAST_EVENT_NANOS = 2_000_000_000L;

  private final EventStream events = new EventStream();
  private final HttpServerResponse response;
  private long endingSince;

  private EventBody(HttpServerResponse response) {
    this.response = response;
  }

  /** Sends the head at once; nobody knows the length of what follows. */
  static EventBody begin(HttpServerResponse response) {
    response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    response.setChunked(true).writeHead();
    return new EventBody(response);
  }

  /** Takes a piece, which is released, and passes on what may go on of it. */
  void add(ByteBuf piece) {
    Buffer passed = events.pass(BufferInternal.safeBuffer(piece));
    if (passed.length() > 0) {
      write(passed);
    }
  }

  /** From now on ({@code System.nanoTime()}) no event begins. Once said, it stays. */
  void endBehindEvent(long nanos) {
    if (!events.isEnding()) {
      events.end();
      endingSince = nanos;
    }
  }

  /** Whether it has to end and the last event has ended. */
  boolean isComplete() {
    return events.isEnding() && events.isWhole();
  }

  /** Whether it has to end and the last event has had its time. */
  boolean isLate(long nanos) {
    return events.isEnding() && nanos - endingSince > LAST_EVENT_NANOS;
  }

  /** A failure comes as the connection's end, which the exchange hears of. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(Buffer event) {
    response.write(event);
  }
}
