package io.shapegate.gatekeeper;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of up to 64 KiB, within 10 s. What a client sends beyond that is thrown away, so that it gets to read the
 * answer, and after 1 MiB the connection ends.
 */
final class BodyReader {
  private static final int MAX_BYTES = 65_536;
  private static final long MAX_DISCARDED_BYTES = 1_048_576;
  private static final long MAX_MILLIS = 10_000;
  private static final long MILLIS_TO_READ_THE_ANSWER = 500;
  private static final String TOO_LARGE = "at most " + MAX_BYTES + " bytes";

  private final Vertx vertx;
  private final long maxMillis;

  BodyReader(Vertx vertx) {
    this(vertx, MAX_MILLIS);
  }

  BodyReader(Vertx vertx, long maxMillis) {
    this.vertx = vertx;
    this.maxMillis = maxMillis;
  }

  /** Call it before anything asynchronous. */
  Future<Buffer> read(HttpServerRequest request) {
    Promise<Buffer> body = Promise.promise();
    long deadline = vertx.setTimer(maxMillis, late -> giveUp(request, body));
    Buffer read = Buffer.buffer();
    request
        .endHandler(end -> {
          vertx.cancelTimer(deadline);
          body.tryComplete(read);
        })
        .exceptionHandler(broken -> {
          vertx.cancelTimer(deadline);
          body.tryFail(Refusal.unreadable("the body ends too early"));
        });
    if (announcesTooMuch(request)) {
      body.tryFail(Refusal.bodyTooLarge(TOO_LARGE));
      discard(request);
    } else {
      letClientSend(request);
      request.handler(chunk -> {
        if (read.length() + chunk.length() > MAX_BYTES) {
          body.tryFail(Refusal.bodyTooLarge(TOO_LARGE));
          discard(request);
        } else {
          read.appendBuffer(chunk);
        }
      });
    }
    return body.future();
  }

  /** Throws the rest of a body away, within bounds. */
  static void discard(HttpServerRequest request) {
    long[] discarded = {0};
    request.handler(chunk -> {
      discarded[0] += chunk.length();
      if (discarded[0] > MAX_DISCARDED_BYTES) {
        request.connection().close();
      }
    });
  }

  private static boolean announcesTooMuch(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && isMoreThan(MAX_BYTES, length);
  }

  private static boolean isMoreThan(int limit, String length) {
    try {
      return Long.parseLong(length) > limit;
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

  private void giveUp(HttpServerRequest request, Promise<Buffer> body) {
    body.tryFail(Refusal.bodyTooSlow("a body must be here within " + maxMillis + " ms"));
    vertx.setTimer(MILLIS_TO_READ_THE_ANSWER, end -> request.connection().close());
  }
}
