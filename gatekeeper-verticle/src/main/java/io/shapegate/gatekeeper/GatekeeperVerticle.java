package io.shapegate.gatekeeper;

import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gatekeeper as a server of its own. */
public final class GatekeeperVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(GatekeeperVerticle.class);

  private final GatekeeperConfig config;
  private @Nullable GatekeeperHandler handler;
  private @Nullable HttpServer server;

  public GatekeeperVerticle(GatekeeperConfig config) {
    this.config = config;
  }

  public static void main(String[] args) {
    Launcher.run("gatekeeper", settings -> {
      GatekeeperConfig config = GatekeeperConfig.from(settings);
      return new Launcher.Deployment(() -> new GatekeeperVerticle(config), config.instances());
    });
  }

  @Override
  public Future<?> start() {
    return GatekeeperHandler.create(vertx, config, new HealthHandler(vertx))
        .compose(this::listen)
        .onSuccess(listening -> LOG.info(
            "listens on {}://{}:{}, signs with {}",
            config.server().scheme(),
            config.host(),
            listening.actualPort(),
            config.tokens().key()));
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

  private Future<HttpServer> listen(GatekeeperHandler created) {
    handler = created;
    server = StrictHttpServer.create(vertx, config.server(), created);
    return server.listen(config.port(), config.host());
  }
}
