package io.shapegate.launcher;

import io.shapegate.contract.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Lets no two readers disagree on where a request ends (RFC 9112, sections 6.1 and 6.3), before any other handler sees it.
 * A {@code Transfer-Encoding} other than {@code chunked} is refused. With {@code chunked} the decoder has dropped a
 * {@code Content-Length} without a word, so such a request is the last of its connection, and so is one of HTTP/1.0, whose
 * answer may have no other end. What was pipelined behind them is never handled. Made for one event loop, and used on it
 * alone.
 */
final class FramingHandler implements Handler<HttpServerRequest> {
  private final Handler<HttpServerRequest> next;
  private final Set<HttpConnection> ending = new HashSet<>();

  FramingHandler(Handler<HttpServerRequest> next) {
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (ending.contains(request.connection())) {
      return;
    }
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !isChunked(request, codings)) {
      endAfter(request);
      refuse(request);
      return;
    }
    if (!codings.isEmpty() || request.version() == HttpVersion.HTTP_1_0) {
      endAfter(request);
    }
    next.handle(request);
  }

  private static boolean isChunked(HttpServerRequest request, List<String> codings) {
    return request.version() == HttpVersion.HTTP_1_1
        && codings.size() == 1
        && codings.get(0).equalsIgnoreCase("chunked");
  }

  private void endAfter(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    ending.add(connection);
    connection.closeHandler(closed -> ending.remove(connection));
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONNECTION, "close");
    response.bodyEndHandler(written -> connection.close());
  }

  private static void refuse(HttpServerRequest request) {
    Problem problem = new Problem(
        400,
        "invalid_http",
        "Not an HTTP request",
        "Transfer-Encoding may be given once, as chunked, and only with HTTP/1.1");
    Buffer body = problem.toJson(UUID.randomUUID().toString()).toBuffer();
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .end(body);
  }
}
