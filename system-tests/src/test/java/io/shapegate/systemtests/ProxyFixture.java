package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A proxy as an operator would set it up, in front of an upstream that writes down what arrives. */
final class ProxyFixture implements AutoCloseable {
  static final String ELECTRIC_SECRET = "only-the-proxy-knows-this";

  final RawUpstream upstream = new RawUpstream();
  final int port = Ports.free();
  private final Vertx vertx = Vertx.vertx();

  /** Verifies tokens with {@link ShapeTokens#SECRET}, unless the settings say otherwise. */
  ProxyFixture(Map<String, String> changes) throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of(
        "HOST",
        "127.0.0.1",
        "PORT",
        String.valueOf(port),
        "ELECTRIC_URL",
        upstream.url(),
        "ELECTRIC_SECRET",
        ELECTRIC_SECRET));
    if (changes.keySet().stream().noneMatch(name -> name.matches("AUTH_(PUBLIC_KEY|JWKS_URL)"))) {
      settings.put("AUTH_SECRET", ShapeTokens.SECRET);
    }
    settings.putAll(changes);
    ProxyConfig config = ProxyConfig.from(new Settings(settings));
    vertx
        .deployVerticle(() -> new ProxyVerticle(config), new DeploymentOptions().setInstances(2))
        .await(20, TimeUnit.SECONDS);
  }

  /** A request with the usual headers and a token, on a connection of its own. */
  RawHttp.Answer get(String target, String token) throws IOException {
    return RawHttp.send(port, request("GET", target, token));
  }

  static String request(String method, String target, String token) {
    return method + " " + target + " HTTP/1.1\r\nHost: shapes.example\r\nConnection: close\r\n"
        + "Authorization: Bearer " + token + "\r\n\r\n";
  }

  /** The only request that reached the upstream. */
  RawUpstream.Arrival onlyArrival() {
    assertEquals(1, upstream.arrivals().size(), "requests that reached Electric");
    return upstream.arrivals().get(0);
  }

  void assertNothingArrived() {
    assertEquals(List.of(), upstream.arrivals(), "requests that reached Electric");
  }

  @Override
  public void close() throws IOException, TimeoutException {
    vertx.close().await(20, TimeUnit.SECONDS);
    upstream.close();
  }
}
