package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.launcher.CorsHeaders;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole way of a shape request: read it, verify its token, compare the two, ask Electric for what the claim grants,
 * and stream the answer. Made for one event loop, and used on it alone.
 */
final class ShapeHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ShapeHandler.class);
  private static final Set<String> PATHS = Set.of("/v1/shape", "/proxy/v1/shape");
  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

  private static final String EXPOSED = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of("etag", "retry-after", "www-authenticate", "x-request-id"))
      .collect(Collectors.joining(","));

  private final Vertx vertx;
  private final ProxyConfig config;
  private final ClaimReader claims;
  private final Relay relay;
  private final CorsHeaders cors;

  ShapeHandler(Vertx vertx, ProxyConfig config, ClaimReader claims, Relay relay) {
    this.vertx = vertx;
    this.config = config;
    this.claims = claims;
    this.relay = relay;
    this.cors = new CorsHeaders(
        config.cors(),
        "GET, HEAD, POST, OPTIONS",
        "Authorization, Content-Type, If-None-Match",
        EXPOSED);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.POST)) {
      request.pause();
    }
    Exchange exchange = new Exchange(vertx, request);
    cors.add(request);
    if (isPreflight(request)) {
      cors.preflight(request);
      return;
    }
    parse(request)
        .compose(asked -> claims
            .read(exchange)
            .compose(
                claim -> withBody(request, asked).compose(whole -> relay(exchange, claim, whole))))
        .onFailure(failure -> exchange.refuse(refusal(failure, exchange)));
  }

  private Future<ShapeRequest> parse(HttpServerRequest request) {
    if (!PATHS.contains(path(request))) {
      return Future.failedFuture(RefusedException.notFound());
    }
    if (!METHODS.contains(request.method())) {
      return Future.failedFuture(RefusedException.methodNotAllowed());
    }
    if (!request.method().equals(HttpMethod.POST) && SubsetBody.isAnnounced(request)) {
      return Future.failedFuture(RefusedException.badRequest("only a POST has a body"));
    }
    try {
      return Future.succeededFuture(ShapeRequest.parse(query(request)));
    } catch (ContractException e) {
      return Future.failedFuture(e);
    }
  }

  /** A body is read only for a client whose token verifies. */
  private Future<WholeRequest> withBody(HttpServerRequest request, ShapeRequest asked) {
    return SubsetBody.read(request).map(body -> {
      if (body.length() == 0) {
        return new WholeRequest(asked, asked.subset().toBody());
      }
      if (asked.subset().isPresent()) {
        throw new ContractException("the subset is given twice, in the query and in the body");
      }
      Subset subset = Subset.fromBody(body);
      return new WholeRequest(asked.withSubset(subset), subset.toBody());
    });
  }

  private Future<Void> relay(Exchange exchange, ShapeClaim claim, WholeRequest whole) {
    ShapeMatch match = ShapeMatch.of(claim, whole.request());
    if (!(match instanceof ShapeMatch.Same same)) {
      return Future.failedFuture(RefusedException.forbidden(((ShapeMatch.Different) match).part()));
    }
    UpstreamRequest upstream =
        UpstreamRequest.of(exchange.request().method(), config, same.shape(), whole.request());
    return upstream.fits()
        ? relay.relay(exchange, upstream, whole.body())
        : Future.failedFuture(RefusedException.uriTooLong());
  }

  /** A request with its body, rewritten. */
  private record WholeRequest(ShapeRequest request, Buffer body) {}

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS) && PATHS.contains(path(request));
  }

  /** The path as it was sent: no decoding, no normalising, so that no second spelling is served. */
  private static String path(HttpServerRequest request) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    return question < 0 ? uri : uri.substring(0, question);
  }

  private static @Nullable String query(HttpServerRequest request) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    return question < 0 ? null : uri.substring(question + 1);
  }

  private static RefusedException refusal(Throwable failure, Exchange exchange) {
    if (failure instanceof RefusedException refused) {
      return refused;
    }
    if (failure instanceof ContractException unreadable) {
      return RefusedException.badRequest(String.valueOf(unreadable.getMessage()));
    }
    LOG.error("request {} failed", exchange.id(), failure);
    return RefusedException.internal();
  }
}
