package io.shapegate.launcher;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * The server under every route of ours: HTTP/1.1, a request line of up to 16 KiB, headers of up to 32 KiB, an end to idle
 * connections, and no request whose end is in doubt.
 */
public final class StrictHttpServer {
  static final int MAX_REQUEST_LINE = 16_384;
  static final int MAX_HEADERS = 32_768;
  private static final int IDLE_SECONDS = 120;

  private StrictHttpServer() {}

  /** A server that does not listen yet. Made for one event loop, as the handler is. */
  public static HttpServer create(Vertx vertx, Handler<HttpServerRequest> handler) {
    HttpServerOptions options = new HttpServerOptions()
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true);
    return vertx
        .createHttpServer(options)
        .requestHandler(new FramingHandler(handler))
        .invalidRequestHandler(new InvalidRequestHandler());
  }
}
