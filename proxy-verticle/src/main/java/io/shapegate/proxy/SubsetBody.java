package io.shapegate.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads the body of a request, which only a POST may have. */
final class SubsetBody {
  private static final int MAX_BYTES = 1_048_576;
  private static final String CONTINUE = "100-continue";

  private SubsetBody() {}

  /** Whether the request says that it has a body. */
  static boolean isAnnounced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /** The whole body of a POST, at most 1 MiB. The request is paused before; {@link Exchange#tick} ends the wait. */
  static Future<Buffer> read(HttpServerRequest request) {
    if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request
        .handler(chunk -> {
          if (body.length() + chunk.length() > MAX_BYTES) {
            request.pause();
            whole.tryFail(RefusedException.bodyTooLarge(MAX_BYTES));
          } else {
            body.appendBuffer(chunk);
          }
        })
        .exceptionHandler(whole::tryFail)
        .endHandler(end -> whole.tryComplete(body))
        .resume();
    return whole
        .future()
        .recover(failure -> Future.failedFuture(
            failure instanceof RefusedException
                ? failure
                : RefusedException.badRequest("the body did not come whole")));
  }
}
