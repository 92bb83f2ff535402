package io.shapegate.demo;

import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo as a server of its own. */
public final class DemoVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DemoVerticle.class);

  private final DemoConfig config;
  private @Nullable DemoHandler handler;
  private @Nullable HttpServer server;

  public DemoVerticle(DemoConfig config) {
    this.config = config;
  }

  public static void main(String[] arguments) {
    Launcher.runAlone("demo", settings -> {
      DemoConfig config = DemoConfig.from(settings);
      return Launcher.Deployment.single(() -> new DemoVerticle(config));
    });
  }

  @Override
  public Future<?> start() {
    LOG.warn("the demo signs anybody in as anybody: never run it where real users are");
    return DemoHandler.create(vertx, config)
        .compose(this::listen)
        .onSuccess(listening -> LOG.info(
            "listens on {}://{}:{}",
            config.server().scheme(),
            config.host(),
            listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    Future<?> quiet = server == null ? Future.succeededFuture() : server.close();
    return handler == null ? quiet : quiet.eventually(handler::close);
  }

  /** The port that it listens on, for a configuration that leaves the choice to the system. */
  public int port() {
    return server == null ? config.port() : server.actualPort();
  }

  private Future<HttpServer> listen(DemoHandler created) {
    handler = created;
    HealthHandler health = new HealthHandler(vertx).check("database", created::isReady);
    server = StrictHttpServer.create(
        vertx, config.server(), request -> dispatch(request, health, created));
    return server.listen(config.port(), config.host());
  }

  private static void dispatch(HttpServerRequest request, HealthHandler health, DemoHandler demo) {
    if (HealthHandler.serves(request.path())) {
      health.handle(request);
    } else {
      demo.handle(request);
    }
  }
}
