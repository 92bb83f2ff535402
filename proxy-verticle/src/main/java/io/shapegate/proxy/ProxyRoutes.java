package io.shapegate.proxy;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
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
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/**
 * Everything that a proxy serves: shapes and its health. Made for one event loop, and used on it alone; whoever wants to
 * serve it together with other routes on one port takes it without {@link ProxyVerticle}.
 */
public final class ProxyRoutes implements Handler<HttpServerRequest> {
  private static final int MAX_REQUEST_LINE = 16_384;
  private static final int MAX_HEADERS = 32_768;
  private static final int IDLE_SECONDS = 120;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int READ_CHUNK = 65_536;
  private static final int HEALTH_MILLIS = 1_500;
  private static final Duration MAX_TOKEN_LIFETIME = Duration.ofHours(24);

  private final ProxyHandler shapes;
  private final HealthHandler health;

  private ProxyRoutes(ProxyHandler shapes, HealthHandler health) {
    this.shapes = shapes;
    this.health = health;
  }

  public static ProxyRoutes create(Vertx vertx, ProxyConfig config) {
    HttpClient electric = vertx.createHttpClient(clientOptions(config), poolOptions(config));
    TokenVerifier verifier = new TokenVerifier(
        keys(vertx, config.tokenKey()),
        new TokenRules(config.issuer(), config.audience(), MAX_TOKEN_LIFETIME),
        Clock.systemUTC());
    RequestOptions origin = origin(config);
    HealthHandler health = new HealthHandler(vertx)
        .check("keys", () -> Future.succeededFuture(verifier.isReady()))
        .check("electric", () -> isHealthy(electric, origin, config.electricUrl()));
    Relay relay = new Relay(electric, origin);
    return new ProxyRoutes(
        new ProxyHandler(vertx, config, new ClaimReader(verifier), relay), health);
  }

  /** The limits under which a server for these routes must run. */
  public static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2ClearTextEnabled(false);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (HealthHandler.serves(request.path())) {
      health.handle(request);
    } else {
      shapes.handle(request);
    }
  }

  /** For {@code HttpServer.invalidRequestHandler}: a request that the server could not read. */
  public void handleInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      shapes.refuseUnreadable(request, RefusedException.uriTooLong());
    } else if (cause instanceof TooLongHttpHeaderException
        || cause instanceof TooLongFrameException) {
      shapes.refuseUnreadable(request, RefusedException.headersTooLarge());
    } else {
      shapes.refuseUnreadable(
          request, RefusedException.badRequest("this is not an HTTP request that can be read"));
    }
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

  private static HttpClientOptions clientOptions(ProxyConfig config) {
    return new HttpClientOptions()
        .setConnectTimeout(CONNECT_MILLIS)
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setMaxChunkSize(READ_CHUNK)
        .setReadIdleTimeout((int) config.silence().toSeconds() + 1);
  }

  private static PoolOptions poolOptions(ProxyConfig config) {
    return new PoolOptions()
        .setHttp1MaxSize(config.maxUpstreamConnections())
        .setMaxWaitQueueSize(0);
  }

  private static RequestOptions origin(ProxyConfig config) {
    URI url = config.electricUrl();
    boolean tls = url.getScheme().equals("https");
    int defaultPort = tls ? 443 : 80;
    return new RequestOptions()
        .setHost(url.getHost())
        .setPort(url.getPort() < 0 ? defaultPort : url.getPort())
        .setSsl(tls)
        .setConnectTimeout(CONNECT_MILLIS)
        .setIdleTimeout(config.silence().toMillis());
  }

  private static Future<Boolean> isHealthy(HttpClient client, RequestOptions origin, URI url) {
    RequestOptions options = new RequestOptions(origin)
        .setMethod(HttpMethod.GET)
        .setURI(url.getRawPath() + "/v1/health")
        .setTimeout(HEALTH_MILLIS);
    return client
        .request(options)
        .compose(request ->
            request.send().compose(response -> response.end().map(response.statusCode() == 200)));
  }
}
