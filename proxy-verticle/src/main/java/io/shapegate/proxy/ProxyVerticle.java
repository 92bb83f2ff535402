package io.shapegate.proxy;

import io.shapegate.launcher.Launcher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves shapes to the holders of tokens. Deploy one for each event loop; they share the port. */
public final class ProxyVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);

  private final ProxyConfig config;

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
    ProxyRoutes routes = ProxyRoutes.create(vertx, config);
    if (config.electricSecret() == null) {
      LOG.warn(
          "ELECTRIC_INSECURE=true: Electric has no secret, so whoever reaches it reads everything");
    }
    return vertx
        .createHttpServer(ProxyRoutes.serverOptions())
        .requestHandler(routes)
        .invalidRequestHandler(routes::handleInvalid)
        .listen(config.port(), config.host())
        .onSuccess(server -> LOG.info("serving shapes at {}", url(server)));
  }

  private String url(HttpServer server) {
    return "http://" + config.host() + ':' + server.actualPort() + "/v1/shape";
  }
}
