package io.shapegate.launcher;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.shapegate.contract.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;

/**
 * Answers what is no HTTP request, or one over the limits of {@link StrictHttpServer}, and closes the connection: 414 for the
 * request line, 431 for the headers, 400 for anything else. Nothing answers what stands behind the last request of a
 * connection.
 */
final class InvalidRequestHandler implements Handler<HttpServerRequest> {
  private final ClientConnections connections;

  InvalidRequestHandler(ClientConnections connections) {
    this.connections = connections;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (connections.of(request.connection()).isEnding()) {
      return;
    }
    Problem problem = problem(request.decoderResult().cause());
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .end(problem.toJson(UUID.randomUUID().toString()).toBuffer())
        .onComplete(done -> request.connection().close());
  }

  private static Problem problem(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Problem(
          414,
          "request_line_too_long",
          "The request line is too long",
          "at most " + StrictHttpServer.MAX_REQUEST_LINE + " bytes");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Problem(
          431,
          "headers_too_large",
          "The headers are too large",
          "at most " + StrictHttpServer.MAX_HEADERS + " bytes in all");
    }
    return new Problem(
        400, "invalid_http", "Not an HTTP request", "the request line or a header is malformed");
  }
}
