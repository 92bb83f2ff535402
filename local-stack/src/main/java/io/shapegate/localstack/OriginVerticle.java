package io.shapegate.localstack;

import io.shapegate.demo.DemoConfig;
import io.shapegate.demo.DemoHandler;
import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.gatekeeper.GatekeeperHandler;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.StrictHttpServer;
import io.shapegate.proxy.Admission;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gatekeeper, proxy and, where there is one, the demo page on one port; {@code /health} answers for both. */
final class OriginVerticle extends VerticleBase {
  private final GatekeeperConfig gatekeeperConfig;
  private final ProxyConfig proxyConfig;
  private final Optional<DemoConfig> demoConfig;
  private final Admission admission;
  private final int port;
  private @Nullable GatekeeperHandler gatekeeper;
  private @Nullable ProxyHandler proxy;
  private @Nullable DemoHandler demo;

  OriginVerticle(
      GatekeeperConfig gatekeeper,
      ProxyConfig proxy,
      Optional<DemoConfig> demo,
      Admission admission,
      int port) {
    this.gatekeeperConfig = gatekeeper;
    this.proxyConfig = proxy;
    this.demoConfig = demo;
    this.admission = admission;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    HealthHandler health = new HealthHandler(vertx);
    return createDemo()
        .compose(page -> GatekeeperHandler.create(vertx, gatekeeperConfig, health))
        .compose(created -> {
          gatekeeper = created;
          proxy = ProxyHandler.create(vertx, proxyConfig, admission, health);
          return StrictHttpServer.create(vertx, router(created, proxy, demo))
              .listen(port, "127.0.0.1");
        });
  }

  @Override
  public Future<?> stop() {
    Future<?> quiet = proxy == null ? Future.succeededFuture() : proxy.close();
    Future<?> alone = demo == null ? quiet : quiet.eventually(demo::close);
    return gatekeeper == null ? alone : alone.eventually(gatekeeper::close);
  }

  private Future<?> createDemo() {
    return demoConfig.isEmpty()
        ? Future.succeededFuture()
        : DemoHandler.create(vertx, demoConfig.get()).onSuccess(created -> demo = created);
  }

  private static Handler<HttpServerRequest> router(
      GatekeeperHandler gatekeeper, ProxyHandler proxy, @Nullable DemoHandler demo) {
    return request -> {
      if (GatekeeperHandler.serves(request.path())) {
        gatekeeper.handle(request);
      } else if (demo != null && DemoHandler.serves(request.path())) {
        demo.handle(request);
      } else {
        proxy.handle(request);
      }
    };
  }
}
