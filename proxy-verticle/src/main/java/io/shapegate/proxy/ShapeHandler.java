package io.shapegate.proxy;

import io.shapegate.launcher.CorsHeaders;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Streams Electric's answers to what the {@link ShapePipeline} clears. Made for one event loop, and used on it alone. */
final class ShapeHandler implements Handler<HttpServerRequest> {
  private static final ShapePipeline.Methods METHODS = new ShapePipeline.Methods(
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST), "GET, HEAD, POST, OPTIONS");

  private final OpenExchanges open;
  private final ShapePipeline pipeline;
  private final Relay relay;
  private final CorsHeaders cors;

  ShapeHandler(OpenExchanges open, ShapePipeline pipeline, Relay relay, CorsHeaders cors) {
    this.open = open;
    this.pipeline = pipeline;
    this.relay = relay;
    this.cors = cors;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.POST)) {
      request.pause();
    }
    Exchange exchange = new Exchange(open, request);
    cors.add(request);
    if (request.method().equals(HttpMethod.OPTIONS) && ShapePipeline.serves(request.uri())) {
      cors.preflight(request);
      return;
    }
    pipeline
        .clear(exchange, METHODS, request.method(), request.uri())
        .onComplete(
            cleared -> relay.relay(exchange, cleared.grant(), cleared.upstream()), exchange::fail);
  }
}
