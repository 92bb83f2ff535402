package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer on its way to the client. What comes in pieces is held back until all that has come is read, so
 * that a small answer is written at once and a large one in large pieces. Lives on the event loop of the client's
 * connection.
 */
final class AnswerBody {
  private static final int MAX_HELD = 131_072;
  private static final int MAX_PIECES = 256;

  /** Below it, a copy costs less than to keep track of the original; beyond, a third of what a large answer costs. */
  private static final int LARGE = 8_192;

  private final HttpServerResponse response;
  private @Nullable ByteBuf held;

  AnswerBody(HttpServerResponse response) {
    this.response = response;
  }

  /** Whether nothing has come yet. */
  boolean isEmpty() {
    return held == null && !response.headWritten();
  }

  /** Takes a piece, which is released when it has been written or discarded. */
  void add(ByteBuf piece) {
    held = held == null ? piece : join(held, piece);
    if (held.readableBytes() >= MAX_HELD) {
      flush();
    }
  }

  /** There may be no more for a while. */
  void flush() {
    ByteBuf all = held;
    if (all == null) {
      return;
    }
    held = null;
    chooseFraming();
    if (all.readableBytes() >= LARGE) {
      response.write(BufferInternal.buffer(all)).onComplete(written -> all.release());
    } else {
      write(BufferInternal.safeBuffer(all));
    }
  }

  /** Completes when all of it has been sent. */
  Future<Void> end() {
    ByteBuf rest = held;
    if (rest == null) {
      return response.end();
    }
    held = null;
    return response.end(BufferInternal.buffer(rest)).onComplete(sent -> rest.release());
  }

  /** Nobody wants what is held back any more. */
  void discard() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /** A failure comes as the connection's end, which the exchange hears of. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(Buffer piece) {
    response.write(piece);
  }

  private void chooseFraming() {
    if (!response.headWritten() && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      response.setChunked(true);
    }
  }

  private static ByteBuf join(ByteBuf before, ByteBuf piece) {
    CompositeByteBuf all = before instanceof CompositeByteBuf several
        ? several
        : piece.alloc().compositeBuffer(MAX_PIECES).addComponent(true, before);
    return all.addComponent(true, piece);
  }
}
