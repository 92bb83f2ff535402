package io.shapegate.proxy;

import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves shapes to the holders of tokens. Deploy one for each event loop; they share the port. */
public final class ProxyVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);

  private final ProxyConfig config;
  private @Nullable ProxyHandler handler;

  public ProxyVerticle(ProxyConfig config) {
    this.config = config;
  }

  public static void main(String[] args) {
    Launcher.run("proxy", settings -> {
      ProxyConfig config = ProxyConfig.from(settings);
      return new Launcher.Deployment(() -> new ProxyVerticle(config), config.instances());
    });
  }

  @Override
  public Future<?> start() {
    ProxyHandler created = ProxyHandler.create(vertx, config, new HealthHandler(vertx));
    handler = created;
    if (config.electricSecret() == null) {
      LOG.warn(
          "ELECTRIC_INSECURE=true: Electric has no secret, so whoever reaches it reads everything");
    }
    return StrictHttpServer.create(vertx, created)
        .listen(config.port(), config.host())
        .onSuccess(server -> LOG.info(
            "serving shapes at http://{}:{}/v1/shape", config.host(), server.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return handler == null ? Future.succeededFuture() : handler.close();
  }
}
