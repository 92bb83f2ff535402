package io.shapegate.demo;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a JSON object of up to 4 KiB, within 10 s. Only {@code application/json} is taken: a page of another origin cannot
 * send that without asking first, and is never allowed to.
 */
final class BodyReader {
  private static final int MAX_BYTES = 4_096;
  private static final long MAX_MILLIS = 10_000;
  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;\\s*charset=(utf-8|\"utf-8\")\\s*)?");

  private final Vertx vertx;
  private final long maxMillis;

  BodyReader(Vertx vertx) {
    this(vertx, MAX_MILLIS);
  }

  BodyReader(Vertx vertx, long maxMillis) {
    this.vertx = vertx;
    this.maxMillis = maxMillis;
  }

  /** Fails with a {@link Refusal}. Call it before anything asynchronous. */
  Future<JsonObject> read(HttpServerRequest request) {
    if (!isJson(request)) {
      return Future.failedFuture(Refusal.contentType());
    }
    return bytes(request).map(BodyReader::parse);
  }

  private Future<Buffer> bytes(HttpServerRequest request) {
    Promise<Buffer> body = Promise.promise();
    Buffer read = Buffer.buffer();
    long deadline = vertx.setTimer(maxMillis, late -> body.tryFail(Refusal.bodyTooSlow()));
    request
        .exceptionHandler(broken -> body.tryFail(Refusal.unreadable("the body ends too early")))
        .endHandler(end -> body.tryComplete(read))
        .handler(chunk -> {
          if (read.length() + chunk.length() > MAX_BYTES) {
            body.tryFail(Refusal.bodyTooLarge(MAX_BYTES));
          } else {
            read.appendBuffer(chunk);
          }
        });
    return body.future().onComplete(done -> vertx.cancelTimer(deadline));
  }

  private static boolean isJson(HttpServerRequest request) {
    List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
    return types.size() == 1
        && !request.headers().contains(HttpHeaders.CONTENT_ENCODING)
        && JSON.matcher(types.get(0).trim().toLowerCase(Locale.ROOT)).matches();
  }

  private static JsonObject parse(Buffer body) {
    try {
      return StrictJson.object(body.getBytes());
    } catch (ContractException e) {
      throw Refusal.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
