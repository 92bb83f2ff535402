package io.shapegate.proxy;

import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves shapes to the holders of tokens. Deploy one for each event loop; they share the port. */
public final class ProxyVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);

  private final ProxyConfig config;
  private final Admission admission;
  private @Nullable ProxyHandler handler;
  private @Nullable HttpServer server;

  /** The only proxy of its process. */
  public ProxyVerticle(ProxyConfig config) {
    this(config, new Admission(config.limits()));
  }

  /** @param admission what all proxies of this process share */
  public ProxyVerticle(ProxyConfig config, Admission admission) {
    this.config = config;
    this.admission = admission;
  }

  public static void main(String[] args) {
    Launcher.run("proxy", settings -> {
      ProxyConfig config = ProxyConfig.from(settings);
      OpenFiles.warnWhereTooFew(config.limits());
      Admission admission = new Admission(config.limits());
      return new Launcher.Deployment(
          () -> new ProxyVerticle(config, admission), config.instances(), config.closeTimeout());
    });
  }

  @Override
  public Future<?> start() {
    ProxyHandler created = ProxyHandler.create(vertx, config, admission, new HealthHandler(vertx));
    handler = created;
    if (config.electricSecret() == null) {
      LOG.warn(
          "ELECTRIC_INSECURE=true: Electric has no secret, so whoever reaches it reads everything");
    }
    HttpServer opened = StrictHttpServer.create(vertx, config.server(), created);
    server = opened;
    return opened
        .listen(config.port(), config.host())
        .onSuccess(listening -> LOG.info(
            "serving shapes at {}://{}:{}/v1/shape",
            config.server().scheme(),
            config.host(),
            listening.actualPort()));
  }

  /** Not ready at once; then no new connections, and an end to answers within the drain timeout. */
  @Override
  public Future<?> stop() {
    ProxyHandler stopping = handler;
    HttpServer listening = server;
    if (stopping == null || listening == null) {
      return Future.succeededFuture();
    }
    stopping.drain();
    return delay()
        .compose(delayed -> {
          stopping.turnWaitingAway();
          return listening.shutdown(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        })
        .eventually(stopping::close);
  }

  /** The port that it listens on, for a configuration that leaves the choice to the system. */
  public int port() {
    return server == null ? config.port() : server.actualPort();
  }

  private Future<Void> delay() {
    return config.drainDelay().isZero()
        ? Future.succeededFuture()
        : vertx.timer(config.drainDelay().toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
