package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/**
 * The way of a shape request up to what goes to Electric: read it, verify its token, take a place for it, compare the two,
 * and write what the claim grants. Method and URI are given beside the request, as somebody else may have received it. Made
 * for one event loop, and used on it alone.
 */
final class ShapePipeline {
  private static final List<String> PATHS = List.of("/v1/shape", "/proxy/v1/shape");

  private final OpenExchanges open;
  private final Grants grants;
  private final Admission admission;
  private final UpstreamRequest.Target target;
  private final KnownQueries queries = new KnownQueries();

  /** What a route takes, and what it says of that in {@code Allow}. */
  record Methods(Set<HttpMethod> taken, String allow) {}

  /** A request that may go to Electric in the form that is given here, and in no other. */
  record Cleared(Grant grant, UpstreamRequest upstream) {}

  ShapePipeline(
      OpenExchanges open, Grants grants, Admission admission, UpstreamRequest.Target target) {
    this.open = open;
    this.grants = grants;
    this.admission = admission;
    this.target = target;
  }

  /** Fails with what {@link Exchange#fail} answers. The exchange holds the place until it is over. */
  Future<Cleared> clear(Exchange exchange, Methods methods, HttpMethod method, String uri) {
    try {
      ShapeRequest asked = parse(exchange.request(), methods, method, uri);
      Future<Grant> granted = grants.of(exchange.request().headers());
      return method.equals(HttpMethod.POST)
          ? granted.compose(grant -> {
            admit(exchange, grant, asked);
            return withBody(exchange, asked).map(whole -> upstream(exchange, grant, method, whole));
          })
          : granted.map(grant -> {
            admit(exchange, grant, asked);
            return upstream(exchange, grant, method, asked);
          });
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Whether shapes are served at the path of that URI, as it was sent: no second spelling is served. */
  static boolean serves(String uri) {
    int question = uri.indexOf('?');
    int end = question < 0 ? uri.length() : question;
    for (String path : PATHS) {
      if (path.length() == end && uri.startsWith(path)) {
        return true;
      }
    }
    return false;
  }

  private ShapeRequest parse(
      HttpServerRequest request, Methods methods, HttpMethod method, String uri) {
    if (!serves(uri)) {
      throw RefusedException.notFound();
    }
    if (!methods.taken.contains(method)) {
      throw RefusedException.methodNotAllowed(methods.allow);
    }
    if (!method.equals(HttpMethod.POST) && SubsetBody.isAnnounced(request)) {
      throw RefusedException.badRequest("only a POST has a body");
    }
    return queries.read(uri);
  }

  private void admit(Exchange exchange, Grant grant, ShapeRequest asked) {
    exchange.grantedBy(grant);
    if (exchange.isOver()) {
      throw RefusedException.clientTimeout();
    }
    if (asked.position().isLive() && open.turnsWaitingAway()) {
      throw RefusedException.shuttingDown();
    }
    exchange.holds(admission.admit(grant));
  }

  /** A body is read only for a client whose token verifies. */
  private static Future<ShapeRequest> withBody(Exchange exchange, ShapeRequest asked) {
    if (exchange.isOver()) {
      throw RefusedException.badRequest("the client has left");
    }
    return SubsetBody.read(exchange.request()).map(body -> {
      if (body.length() == 0) {
        return asked;
      }
      if (asked.subset().isPresent()) {
        throw new ContractException("the subset is given twice, in the query and in the body");
      }
      return asked.withSubset(Subset.fromBody(body));
    });
  }

  private Cleared upstream(Exchange exchange, Grant grant, HttpMethod method, ShapeRequest asked) {
    ShapeMatch match = ShapeMatch.of(grant.claim(), asked);
    if (!(match instanceof ShapeMatch.Same same)) {
      throw RefusedException.forbidden(((ShapeMatch.Different) match).part());
    }
    UpstreamRequest upstream = UpstreamRequest.of(
        target,
        grant,
        same.replica(),
        method,
        asked,
        RequestHeaders.of(
            exchange.request().headers(), exchange.id(), asked.position().isEventStream()));
    if (!upstream.fits()) {
      throw RefusedException.uriTooLong();
    }
    return new Cleared(grant, upstream);
  }
}
