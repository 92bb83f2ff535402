package io.shapegate.launcher;

import io.shapegate.contract.Problem;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.UUID;

/**
 * Lets no two readers disagree on where a request ends (RFC 9112, sections 6.1 and 6.3) and whom it is for (section 3.2),
 * before any other handler sees it. A {@code Transfer-Encoding} other than {@code chunked} is refused, and so is HTTP/1.1
 * without exactly one {@code Host}. With {@code chunked} the decoder has dropped a {@code Content-Length} without a word, so
 * such a request is the last of its connection, and so is one of HTTP/1.0, whose answer may have no other end. What was
 * pipelined behind them is never handled. The frames of HTTP/2 leave no such doubts. Made for one event loop, and used on
 * it alone.
 */
final class FramingHandler implements Handler<HttpServerRequest> {
  private static final String BAD_CODING =
      "Transfer-Encoding may be given once, as chunked, and only with HTTP/1.1";
  private static final String NO_TUNNELS = "there are no tunnels here";
  private static final String BAD_HOST = "HTTP/1.1 needs one header Host";

  private final ClientConnections connections;
  private final Handler<HttpServerRequest> next;

  FramingHandler(ClientConnections connections, Handler<HttpServerRequest> next) {
    this.connections = connections;
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ClientConnection connection = connections.of(request.connection());
    if (connection.isEnding()) {
      return;
    }
    if (request.version() != HttpVersion.HTTP_2 && request.response().writeQueueFull()) {
      // It asks on without reading what it asked for before, which only fills our memory.
      connection.cut();
      return;
    }
    connection.asks(request);
    if (request.version() == HttpVersion.HTTP_2) {
      handleHttp2(request);
    } else {
      handleHttp1(connection, request);
    }
  }

  /** A CONNECT has no path (RFC 9113, section 8.5), which everybody behind this relies on. */
  private void handleHttp2(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.CONNECT)) {
      refuse(request.response(), NO_TUNNELS);
    } else {
      next.handle(request);
    }
  }

  private void handleHttp1(ClientConnection connection, HttpServerRequest request) {
    boolean isHttp10 = request.version() == HttpVersion.HTTP_1_0;
    boolean hasCoding = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    boolean refusesCoding = hasCoding && (isHttp10 || !isChunked(request.headers()));
    boolean refusesHost = !isHostClear(request.headers(), isHttp10);
    if (isHttp10 || hasCoding || refusesHost) {
      endAfter(connection, request.response());
    }
    if (refusesCoding || refusesHost) {
      refuse(request.response(), refusesCoding ? BAD_CODING : BAD_HOST);
    } else {
      next.handle(request);
    }
  }

  private static boolean isChunked(MultiMap headers) {
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
  }

  private static boolean isHostClear(MultiMap headers, boolean mayBeMissing) {
    int hosts = headers.getAll(HttpHeaders.HOST).size();
    return hosts == 1 || (mayBeMissing && hosts == 0);
  }

  private static void endAfter(ClientConnection connection, HttpServerResponse response) {
    response.putHeader(HttpHeaders.CONNECTION, "close");
    connection.endAfter(response);
  }

  private static void refuse(HttpServerResponse response, String detail) {
    Problem problem = new Problem(400, "invalid_http", "Not an HTTP request", detail);
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .end(problem.toJson(UUID.randomUUID().toString()).toBuffer());
  }
}
