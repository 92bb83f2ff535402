package io.shapegate.launcher;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of limited size, in limited time. What a client sends beyond that is thrown away, so that it gets to read
 * the answer, and after 1 MiB the connection ends; so it does soon after a body that came too late. Made for one event
 * loop, and used on it alone.
 */
public final class BodyReader {
  private static final long MAX_DISCARDED_BYTES = 1_048_576;
  private static final long MILLIS_TO_READ_THE_ANSWER = 500;

  private final Vertx vertx;
  private final int maxBytes;
  private final Duration maxTime;

  /** @param maxTime for the whole body, from the call of {@link #read} */
  public BodyReader(Vertx vertx, int maxBytes, Duration maxTime) {
    this.vertx = vertx;
    this.maxBytes = maxBytes;
    this.maxTime = maxTime;
  }

  /** Fails with a {@link BodyException}. Call it before anything asynchronous. */
  public Future<Buffer> read(HttpServerRequest request) {
    Promise<Buffer> body = Promise.promise();
    long deadline = vertx.setTimer(maxTime.toMillis(), late -> giveUp(request, body));
    Buffer read = Buffer.buffer();
    request
        .endHandler(end -> {
          vertx.cancelTimer(deadline);
          body.tryComplete(read);
        })
        .exceptionHandler(broken -> {
          vertx.cancelTimer(deadline);
          body.tryFail(BodyException.incomplete());
        });
    if (announcesTooMuch(request)) {
      refuseMore(request, body);
    } else {
      letClientSend(request);
      request.handler(chunk -> {
        if (read.length() + chunk.length() > maxBytes) {
          refuseMore(request, body);
        } else {
          read.appendBuffer(chunk);
        }
      });
    }
    return body.future();
  }

  /** Throws the rest of a body away, within bounds. */
  public static void discard(HttpServerRequest request) {
    long[] discarded = {0};
    request.handler(chunk -> {
      discarded[0] += chunk.length();
      if (discarded[0] > MAX_DISCARDED_BYTES) {
        request.connection().close();
      }
    });
  }

  private boolean announcesTooMuch(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && isTooMuch(length);
  }

  private boolean isTooMuch(String length) {
    try {
      return Long.parseLong(length) > maxBytes;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static void letClientSend(HttpServerRequest request) {
    @Nullable String expected = request.getHeader(HttpHeaders.EXPECT);
    if (expected != null && expected.equalsIgnoreCase("100-continue")) {
      request.response().writeContinue();
    }
  }

  private void refuseMore(HttpServerRequest request, Promise<Buffer> body) {
    body.tryFail(BodyException.tooLarge(maxBytes));
    discard(request);
  }

  private void giveUp(HttpServerRequest request, Promise<Buffer> body) {
    body.tryFail(BodyException.tooSlow(maxTime));
    vertx.setTimer(MILLIS_TO_READ_THE_ANSWER, end -> request.connection().close());
  }
}
