package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.ServerConfig;
import io.shapegate.launcher.StrictHttpServer;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real proxy on a free port, in front of a recording upstream. */
final class ProxyFixture implements AutoCloseable {
  static final String ELECTRIC_SECRET = "only-the-proxy-knows-this";
  static final Secret AUTH_SECRET = new Secret(Tokens.SECRET);
  static final ProxyLimits LIMITS = new ProxyLimits(100, 100, 0, 1);

  final Vertx vertx = Vertx.vertx();
  final RecordingElectric electric;
  final int port;

  ProxyFixture() throws Exception {
    this(new TokenKey.Shared(AUTH_SECRET));
  }

  ProxyFixture(TokenKey key) throws Exception {
    electric = new RecordingElectric(vertx);
    port = deploy(config(electric.url(), key, Duration.ofSeconds(2)));
  }

  /** Waits long for Electric and for clients. */
  ProxyFixture(ProxyLimits limits) throws Exception {
    this(limits, Duration.ofMinutes(1));
  }

  ProxyFixture(ProxyLimits limits, Duration silence) throws Exception {
    this(limits, silence, ServerConfig.PLAIN);
  }

  ProxyFixture(ProxyLimits limits, Duration silence, ServerConfig server) throws Exception {
    electric = new RecordingElectric(vertx);
    TokenKey key = new TokenKey.Shared(AUTH_SECRET);
    port = deploy(config(electric.url(), key, silence, limits, server));
  }

  ProxyFixture(ServerConfig server) throws Exception {
    electric = new RecordingElectric(vertx);
    port = deploy(config(electric.url(), server));
  }

  static ProxyConfig config(URI electric, TokenKey key, Duration silence) {
    return config(electric, key, silence, LIMITS, ServerConfig.PLAIN);
  }

  /** In front of the same upstream. */
  ProxyConfig config(TokenKey key, ProxyLimits limits) {
    return config(electric.url(), key, Duration.ofMinutes(1), limits, ServerConfig.PLAIN);
  }

  /** With room for the requests of two HTTP/2 connections. */
  static ProxyConfig config(URI electric, ServerConfig server) {
    return config(
        electric,
        new TokenKey.Shared(AUTH_SECRET),
        Duration.ofSeconds(10),
        new ProxyLimits(200, 200, 0, 1),
        server);
  }

  private static ProxyConfig config(
      URI electric, TokenKey key, Duration silence, ProxyLimits limits, ServerConfig server) {
    return new ProxyConfig(
        "127.0.0.1",
        0,
        server,
        electric,
        new Secret(ELECTRIC_SECRET),
        key,
        "shapegate",
        "shapegate-proxy",
        new CorsConfig(Set.of("*")),
        silence,
        silence,
        limits,
        Duration.ofMinutes(5),
        true,
        true,
        Duration.ZERO,
        Duration.ofSeconds(1),
        1);
  }

  int deploy(ProxyConfig config) throws Exception {
    return listen(
        config,
        ProxyHandler.create(
            vertx, config, new Admission(config.limits()), new HealthHandler(vertx)));
  }

  /** Another one in front of the same upstream, for which a request has to be whole in that time. */
  int deploy(ProxyLimits limits, Duration requestTime) throws Exception {
    ProxyConfig config = config(new TokenKey.Shared(AUTH_SECRET), limits);
    return listen(
        config,
        ProxyHandler.create(
            vertx, config, new Admission(limits), new HealthHandler(vertx), requestTime));
  }

  private int listen(ProxyConfig config, ProxyHandler handler) throws Exception {
    return StrictHttpServer.create(vertx, config.server(), handler)
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  RawHttp.Answer get(String target, String token) throws IOException {
    return RawHttp.send(port, "GET", target, bearer(token), "");
  }

  RawHttp.Answer post(String target, String token, String body) throws IOException {
    return RawHttp.send(
        port, "POST", target, bearer(token) + "Content-Type: application/json\r\n", body);
  }

  /** The only request that reached Electric. */
  RecordingElectric.Arrival onlyArrival() {
    assertEquals(1, electric.arrivals().size(), "requests that reached Electric");
    return electric.arrivals().get(0);
  }

  void assertNothingArrived() {
    assertEquals(List.of(), electric.arrivals(), "requests that reached Electric");
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }
}
