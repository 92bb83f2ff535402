package io.shapegate.localstack;

import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.gatekeeper.GatekeeperHandler;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.StrictHttpServer;
import io.shapegate.proxy.Admission;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Gatekeeper and proxy on one port; {@code /health} answers for both. */
final class OriginVerticle extends VerticleBase {
  private final GatekeeperConfig gatekeeperConfig;
  private final ProxyConfig proxyConfig;
  private final Admission admission;
  private final int port;
  private @Nullable GatekeeperHandler gatekeeper;
  private @Nullable ProxyHandler proxy;

  OriginVerticle(GatekeeperConfig gatekeeper, ProxyConfig proxy, Admission admission, int port) {
    this.gatekeeperConfig = gatekeeper;
    this.proxyConfig = proxy;
    this.admission = admission;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    HealthHandler health = new HealthHandler(vertx);
    return GatekeeperHandler.create(vertx, gatekeeperConfig, health).compose(created -> {
      ProxyHandler shapes = ProxyHandler.create(vertx, proxyConfig, admission, health);
      gatekeeper = created;
      proxy = shapes;
      return listen(created, shapes);
    });
  }

  @Override
  public Future<?> stop() {
    Future<?> quiet = proxy == null ? Future.succeededFuture() : proxy.close();
    return gatekeeper == null ? quiet : quiet.eventually(gatekeeper::close);
  }

  private Future<HttpServer> listen(GatekeeperHandler gatekeeper, ProxyHandler proxy) {
    return StrictHttpServer.create(vertx, request -> dispatch(request, gatekeeper, proxy))
        .listen(port, "127.0.0.1");
  }

  private static void dispatch(
      HttpServerRequest request, GatekeeperHandler gatekeeper, ProxyHandler proxy) {
    if (GatekeeperHandler.serves(request.path())) {
      gatekeeper.handle(request);
    } else {
      proxy.handle(request);
    }
  }
}
