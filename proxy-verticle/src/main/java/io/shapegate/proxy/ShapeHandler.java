package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.launcher.CorsHeaders;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole way of a shape request: read it, verify its token, take a place for it, compare the two, ask Electric for what
 * the claim grants, and stream the answer. Made for one event loop, and used on it alone.
 */
final class ShapeHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(ShapeHandler.class);
  private static final Set<String> PATHS = Set.of("/v1/shape", "/proxy/v1/shape");
  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

  private static final String EXPOSED = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of(
              "etag",
              "retry-after",
              ResponseHeaders.TOKEN_LIFETIME.toString(),
              "www-authenticate",
              ResponseHeaders.REQUEST_ID.toString()))
      .collect(Collectors.joining(","));

  private final OpenExchanges open;
  private final Grants grants;
  private final Admission admission;
  private final Relay relay;
  private final UpstreamRequest.Target target;
  private final CorsHeaders cors;

  ShapeHandler(
      ProxyConfig config, OpenExchanges open, Grants grants, Admission admission, Relay relay) {
    this.open = open;
    this.grants = grants;
    this.admission = admission;
    this.relay = relay;
    this.target = UpstreamRequest.Target.of(config);
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
    Exchange exchange = new Exchange(open, request);
    cors.add(request);
    if (isPreflight(request)) {
      cors.preflight(request);
      return;
    }
    parse(request)
        .compose(asked -> grants
            .of(request.headers())
            .compose(grant -> admit(exchange, grant, asked))
            .compose(grant -> withBody(request, asked)
                .compose(whole -> upstream(exchange, grant, whole)
                    .onSuccess(upstream -> relay.relay(exchange, grant, upstream)))))
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

  private Future<Grant> admit(Exchange exchange, Grant grant, ShapeRequest asked) {
    exchange.grantedBy(grant);
    boolean isLive = asked.position().isLive();
    if (isLive && open.turnsWaitingAway()) {
      return Future.failedFuture(RefusedException.shuttingDown());
    }
    Optional<RefusedException> refused = admission.admit(grant, isLive);
    if (refused.isPresent()) {
      return Future.failedFuture(refused.get());
    }
    exchange.holds(new Admitted(admission, grant, isLive));
    return Future.succeededFuture(grant);
  }

  /** A body is read only for a client whose token verifies. */
  private static Future<ShapeRequest> withBody(HttpServerRequest request, ShapeRequest asked) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Future.succeededFuture(asked);
    }
    return SubsetBody.read(request).map(body -> {
      if (body.length() == 0) {
        return asked;
      }
      if (asked.subset().isPresent()) {
        throw new ContractException("the subset is given twice, in the query and in the body");
      }
      return asked.withSubset(Subset.fromBody(body));
    });
  }

  private Future<UpstreamRequest> upstream(Exchange exchange, Grant grant, ShapeRequest asked) {
    ShapeMatch match = ShapeMatch.of(grant.claim(), asked);
    if (!(match instanceof ShapeMatch.Same same)) {
      return Future.failedFuture(RefusedException.forbidden(((ShapeMatch.Different) match).part()));
    }
    HttpServerRequest request = exchange.request();
    UpstreamRequest upstream = UpstreamRequest.of(
        target,
        grant,
        same.replica(),
        request.method(),
        asked,
        RequestHeaders.of(request.headers(), exchange.id(), asked.position().isEventStream()));
    return upstream.fits()
        ? Future.succeededFuture(upstream)
        : Future.failedFuture(RefusedException.uriTooLong());
  }

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
