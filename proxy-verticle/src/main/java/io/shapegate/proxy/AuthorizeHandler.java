package io.shapegate.proxy;

import io.shapegate.launcher.CorsHeaders;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says for another proxy whether a request that it received may go to Electric, and in which form: 204 with the query that
 * the {@link ShapePipeline} wrote, without Electric's secret, or what this proxy itself would answer. The original request
 * comes as {@link OriginalRequest} reads it; the token, as everywhere, in {@code Authorization}. Bodies cannot be checked
 * here, so neither can a POST. Made for one event loop, and used on it alone.
 */
final class AuthorizeHandler implements Handler<HttpServerRequest> {
  private static final String PATH = "/authorize";
  private static final CharSequence QUERY = HttpHeaders.createOptimized("shapegate-upstream-query");
  private static final ShapePipeline.Methods METHODS =
      new ShapePipeline.Methods(Set.of(HttpMethod.GET, HttpMethod.HEAD), "GET, HEAD");

  private final OpenExchanges open;
  private final ShapePipeline pipeline;
  private final CorsHeaders cors;

  AuthorizeHandler(OpenExchanges open, ShapePipeline pipeline, CorsHeaders cors) {
    this.open = open;
    this.pipeline = pipeline;
    this.cors = cors;
  }

  /** Whether this handler answers that path. */
  static boolean serves(@Nullable String path) {
    return PATH.equals(path);
  }

  @Override
  public void handle(HttpServerRequest request) {
    Exchange exchange = new Exchange(open, request);
    cors.add(request);
    Future.succeededFuture(request)
        .compose(AuthorizeHandler::original)
        .compose(original -> pipeline.clear(exchange, METHODS, original.method(), original.uri()))
        .onSuccess(cleared -> answer(exchange, cleared))
        .onFailure(exchange::fail);
  }

  private static Future<OriginalRequest> original(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      return Future.failedFuture(RefusedException.methodNotAllowed("GET"));
    }
    return OriginalRequest.of(request.headers())
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture(RefusedException.badRequest(
            "the original request comes in X-Original-Method and X-Original-URI, or in"
                + " X-Forwarded-Method and X-Forwarded-Uri, once each")));
  }

  private void answer(Exchange exchange, ShapePipeline.Cleared cleared) {
    if (exchange.isOver()) {
      return;
    }
    MultiMap headers = exchange.response().headers();
    headers.set(QUERY, cleared.upstream().query());
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.set(ResponseHeaders.REQUEST_ID, exchange.id());
    ResponseHeaders.setTokenLifetime(
        headers, cleared.grant().expiresAt() - exchange.open().coarseNow());
    exchange.closeWhenDraining();
    exchange.endsWith(exchange.response().setStatusCode(204).end());
  }
}
