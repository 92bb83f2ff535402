package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Writes a body in pieces of 64 KiB, no faster than the client reads. HEAD gets the headers only. */
final class BodyWriter {
  private static final int PIECE_BYTES = 64 * 1024;

  private final HttpServerResponse response;
  private final Iterator<byte[]> parts;
  private final Promise<Void> done = Promise.promise();

  private BodyWriter(HttpServerResponse response, Iterator<byte[]> parts) {
    this.response = response;
    this.parts = parts;
  }

  static Future<Void> write(HttpServerRequest request, Iterable<byte[]> parts) {
    HttpServerResponse response = request.response();
    if (request.method().equals(HttpMethod.HEAD)) {
      return response.end();
    }
    BodyWriter writer = new BodyWriter(response.setChunked(true), parts.iterator());
    response.exceptionHandler(writer.done::tryFail);
    response.closeHandler(closed -> writer.done.tryComplete());
    writer.proceed();
    return writer.done.future();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void proceed() {
    while (parts.hasNext() && !response.closed()) {
      response.write(piece());
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> proceed());
        return;
      }
    }
    if (!response.closed()) {
      response.drainHandler(null);
      response.end().onComplete(done::tryComplete, done::tryFail);
    }
  }

  private Buffer piece() {
    Buffer piece = Buffer.buffer(PIECE_BYTES);
    while (parts.hasNext() && piece.length() < PIECE_BYTES) {
      piece.appendBytes(parts.next());
    }
    return piece;
  }
}
