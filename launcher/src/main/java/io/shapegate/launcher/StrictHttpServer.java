package io.shapegate.launcher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * The server under every route of ours: a request line of up to 16 KiB, headers of up to 32 KiB, with HTTP/2 both together
 * and 100 requests at once over a connection, an end to connections that bring no request, and no request whose end is in
 * doubt.
 */
public final class StrictHttpServer {
  static final int MAX_REQUEST_LINE = 16_384;
  static final int MAX_HEADERS = 32_768;
  static final int MAX_STREAMS = 100;

  /** RFC 9113, section 7. Without an error, a client may take what it has for the whole answer. */
  private static final long ERROR = Http2Error.INTERNAL_ERROR.code();

  private StrictHttpServer() {}

  /** HTTP/1.1 without TLS. */
  public static HttpServer create(Vertx vertx, Handler<HttpServerRequest> handler) {
    return create(vertx, ServerConfig.PLAIN, handler);
  }

  /** A server that does not listen yet. Made for one event loop, as the handler is. */
  public static HttpServer create(
      Vertx vertx, ServerConfig config, Handler<HttpServerRequest> handler) {
    return create(vertx, config, ClientPatience.USUAL, handler);
  }

  static HttpServer create(
      Vertx vertx,
      ServerConfig config,
      ClientPatience patience,
      Handler<HttpServerRequest> handler) {
    ClientConnections connections = new ClientConnections(vertx, patience);
    return vertx
        .createHttpServer(options(config, patience))
        .connectionHandler(connections)
        .requestHandler(new FramingHandler(connections, handler))
        .invalidRequestHandler(new InvalidRequestHandler(connections));
  }

  private static HttpServerOptions options(ServerConfig config, ClientPatience patience) {
    HttpServerOptions options = new HttpServerOptions()
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setStrictThreadMode(true)
        // There are no WebSockets here; their extensions would cost memory in each connection.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setSslHandshakeTimeout(patience.firstRequest().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setInitialSettings(new Http2Settings()
            .setPushEnabled(false)
            .setMaxConcurrentStreams(MAX_STREAMS)
            .setMaxHeaderListSize(MAX_HEADERS));
    config.applyTo(options);
    if (config.http2ClearText()) {
      watchUntilProtocolIsKnown(options, patience);
    }
    return options;
  }

  /**
   * Vert.x tells of such a connection only when its first head is whole. Until then nothing is written to it, so this timer
   * runs from its opening, whatever drips in; {@link ClientConnections} takes over from there.
   */
  private static void watchUntilProtocolIsKnown(
      HttpServerOptions options, ClientPatience patience) {
    options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setWriteIdleTimeout((int)
        patience.firstRequest().toMillis());
  }

  /**
   * Closes a connection at once, whatever its client does not take of what is still to be written. Closing it politely waits
   * for a client to read, and one that never does would stay for ever.
   */
  public static void cut(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().unsafe().flush();
      base.channel().unsafe().close(base.channel().voidPromise());
    }
  }

  /** The same in a way that nobody takes for an orderly end. */
  public static void reset(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    cut(connection);
  }

  /**
   * Resets one stream of an HTTP/2 connection with an error, at once; on a connection that is closed there is none. Vert.x
   * would not do that any more where all of an answer has been given to Netty, though a client with a closed window takes
   * none of it.
   */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // A connection that fails meanwhile ends all the same.
  public static void resetStream(HttpConnection connection, HttpServerResponse answer) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      ChannelHandlerContext context = pipeline.context(Http2ConnectionHandler.class);
      if (context != null && context.handler() instanceof Http2ConnectionHandler streams) {
        streams.resetStream(context, answer.streamId(), ERROR, context.newPromise());
        context.flush();
      }
    }
  }
}
