package io.shapegate.gatekeeper;

import io.shapegate.launcher.BodyReader;
import io.shapegate.launcher.CorsHeaders;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.SettingException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a gatekeeper serves, without the server: {@code POST /gatekeeper/:table}, {@code GET
 * /.well-known/jwks.json} and health. Made on the event loop that serves it, and used on it alone.
 */
public final class GatekeeperHandler implements Handler<HttpServerRequest> {
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final CorsHeaders cors;
  private final HealthHandler health;
  private final JwksHandler keys;
  private final ShapeTokenHandler tokens;
  private final Authenticator authenticator;
  private final PolicyProbe probe;
  private final DecisionLog log;

  private GatekeeperHandler(
      Vertx vertx, GatekeeperConfig config, HealthHandler health, TokenSigner signer) {
    this.cors = new CorsHeaders(
        config.cors(), "POST", "Authorization, Content-Type", "Retry-After, WWW-Authenticate");
    this.health = health;
    this.keys = new JwksHandler(config.tokens().key());
    this.authenticator = new Authenticator(vertx, config.identity(), config.tokens());
    this.probe = PolicyProbe.start(vertx, config.policies().addresses());
    this.log = new DecisionLog(vertx, config.decisions());
    this.tokens = new ShapeTokenHandler(
        new ShapeReader(vertx),
        authenticator,
        new PolicyChain(config.policies(), new PolicyCaller(vertx)),
        new TokenIssuer(config.tokens(), signer, Clock.systemUTC()),
        new ConnectionDetails(config.proxyUrl()),
        new Explainer(config.explain()),
        log);
    addChecks();
  }

  /** Fails where the signing key does not work. Adds its checks to the given health. */
  public static Future<GatekeeperHandler> create(
      Vertx vertx, GatekeeperConfig config, HealthHandler health) {
    TokenSigner signer = new TokenSigner(vertx, config.tokens().key());
    return signer
        .test(vertx)
        .recover(failure -> Future.failedFuture(
            new SettingException("SIGNING_KEY_FILE", String.valueOf(failure.getMessage()))))
        .map(works -> new GatekeeperHandler(vertx, config, health, signer));
  }

  /** Whether a path is a gatekeeper's, for a server that serves others too; health is not counted. */
  public static boolean serves(@Nullable String path) {
    return Route.of(path) == Route.TOKEN || Route.of(path) == Route.KEYS;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Exchange exchange = Exchange.begin(request);
    cors.add(request);
    try {
      dispatch(exchange);
    } catch (RuntimeException e) {
      ProblemAnswer.send(exchange, e);
    }
  }

  /** Ends what runs in the background, within 3 s, and writes down the last decisions. Call it after the last request. */
  public Future<Void> close() {
    probe.close();
    authenticator.close();
    return log.close();
  }

  private void dispatch(Exchange exchange) {
    HttpMethod method = exchange.request().method();
    Route route = exchange.route();
    if (route == Route.TOKEN && HttpMethod.POST.equals(method)) {
      tokens.handle(exchange);
      return;
    }
    BodyReader.discard(exchange.request());
    if (route == Route.HEALTH) {
      health.handle(exchange.request());
    } else if (route == Route.KEYS && READING.contains(method)) {
      keys.handle(exchange);
    } else if (route != Route.UNKNOWN && HttpMethod.OPTIONS.equals(method)) {
      cors.preflight(exchange.request());
    } else {
      ProblemAnswer.send(exchange, Refusal.unknownRoute());
    }
  }

  private void addChecks() {
    health.check("identity", () -> Future.succeededFuture(authenticator.isReady()));
    for (String address : probe.addresses()) {
      health.check(address, () -> Future.succeededFuture(probe.isReachable(address)));
    }
    log.addChecks(health);
  }
}
