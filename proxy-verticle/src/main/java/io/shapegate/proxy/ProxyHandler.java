package io.shapegate.proxy;

import io.shapegate.launcher.CorsHeaders;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.shapegate.tokens.JwksEndpoint;
import io.shapegate.tokens.JwksKeys;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;

/**
 * Everything that a proxy serves: shapes and its health. Made for one event loop, and used on it alone; whoever wants to
 * serve it together with other routes on one port takes it without {@link ProxyVerticle}.
 */
public final class ProxyHandler implements Handler<HttpServerRequest> {
  private static final Duration MAX_TOKEN_LIFETIME = Duration.ofHours(24);
  private static final Duration REQUEST_TIME = Duration.ofSeconds(15);

  private final Handler<HttpServerRequest> routes;
  private final OpenExchanges open;
  private final Relay relay;
  private final ElectricHealth electric;
  private final KeySource keys;

  private ProxyHandler(
      Handler<HttpServerRequest> routes,
      OpenExchanges open,
      Relay relay,
      ElectricHealth electric,
      KeySource keys) {
    this.routes = routes;
    this.open = open;
    this.relay = relay;
    this.electric = electric;
    this.keys = keys;
  }

  /**
   * Adds its checks to the given health.
   *
   * @param admission what all proxies of this process share
   */
  public static ProxyHandler create(
      Vertx vertx, ProxyConfig config, Admission admission, HealthHandler health) {
    return create(vertx, config, admission, health, REQUEST_TIME);
  }

  static ProxyHandler create(
      Vertx vertx,
      ProxyConfig config,
      Admission admission,
      HealthHandler health,
      Duration requestTime) {
    Clock clock = Clock.systemUTC();
    OpenExchanges open = new OpenExchanges(vertx, clock, config.accessLog(), requestTime);
    KeySource keys = keys(vertx, config.tokenKey());
    TokenRules rules = new TokenRules(config.issuer(), config.audience(), MAX_TOKEN_LIFETIME);
    Grants grants = new Grants(
        new TokenVerifier(keys, rules, clock), new TokenCache(clock, config.tokenCache()));
    Relay relay = new Relay(vertx, config);
    ElectricHealth electric = new ElectricHealth(vertx, config.electricUrl());
    health.check("keys", () -> Future.succeededFuture(keys.isReady()));
    health.check("electric", electric::isWell);
    health.check("serving", () -> Future.succeededFuture(!open.isDraining()));
    ShapePipeline pipeline =
        new ShapePipeline(open, grants, admission, UpstreamRequest.Target.of(config));
    CorsHeaders cors = ShapeCors.of(config.cors());
    ShapeHandler shapes = new ShapeHandler(open, pipeline, relay, cors);
    AuthorizeHandler authorize = new AuthorizeHandler(open, pipeline, cors);
    Handler<HttpServerRequest> other = config.authorizeEndpoint()
        ? request -> (AuthorizeHandler.serves(request.path()) ? authorize : shapes).handle(request)
        : shapes;
    return new ProxyHandler(
        request -> (HealthHandler.serves(request.path()) ? health : other).handle(request),
        open,
        relay,
        electric,
        keys);
  }

  @Override
  public void handle(HttpServerRequest request) {
    routes.handle(request);
  }

  /** From now on not ready, and connections end with their answers. */
  public void drain() {
    open.drain();
  }

  /** Sends away what waits for changes, so that its clients ask elsewhere. */
  public void turnWaitingAway() {
    open.turnWaitingAway();
  }

  /** Ends what runs in the background, and the connections to Electric. */
  public Future<Void> close() {
    open.close();
    keys.close();
    relay.close();
    return electric.close();
  }

  private static KeySource keys(Vertx vertx, TokenKey key) {
    if (key instanceof TokenKey.Shared shared) {
      return KeySource.secret(vertx, shared.secret().value());
    }
    if (key instanceof TokenKey.Public pinned) {
      return KeySource.publicKey(vertx, pinned.key());
    }
    return JwksKeys.start(vertx, JwksEndpoint.at(vertx, ((TokenKey.KeySet) key).url()));
  }
}
