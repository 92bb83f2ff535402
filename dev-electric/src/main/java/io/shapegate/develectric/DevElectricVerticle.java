package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A development stand-in for Electric: its HTTP API for shapes on a real Postgres, for machines without Docker, and
 * never for production. Deployment succeeds once it listens; {@code /v1/health} tells when it follows Postgres.
 */
public final class DevElectricVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DevElectricVerticle.class);
  private static final int WORKERS = 4;
  private static final int MAX_REQUEST_LINE_BYTES = 10_000;
  private static final int MAX_HEADER_BYTES = 65_536;
  private static final int IDLE_GRACE_SECONDS = 30;

  private final DevElectricConfig config;
  private final Database database;
  private final Replication replication;
  private final ShapeCreator creator;
  private @Nullable WorkerExecutor workers;
  private @Nullable HttpServer server;

  public DevElectricVerticle(DevElectricConfig config) {
    this.config = config;
    this.database = new Database(DatabaseUrl.parse(config.databaseUrl()));
    Publication publication =
        config.manualPublishing() ? new GivenPublication(database) : new OwnPublication(database);
    this.replication = new Replication(database, publication, config.limits().memoryBytes());
    this.creator = new ShapeCreator(
        database, publication, config.limits().chunkBytes(), config.limits().memoryBytes());
  }

  /** The port that it listens on; 0 before it is deployed. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** How many requests are held, waiting for news of a shape. */
  int waiting() {
    return replication.waiting();
  }

  @Override
  public Future<?> start() {
    workers = vertx.createSharedWorkerExecutor(
        "dev-electric-" + deploymentID(), WORKERS, 2, TimeUnit.MINUTES);
    ShapeEndpoint shapes =
        new ShapeEndpoint(vertx, config, workers, database, replication, creator);
    server = vertx
        .createHttpServer(options())
        .requestHandler(new FrontDoor(config.secret(), replication, shapes));
    replication.start();
    return server.listen(config.port(), config.host()).onSuccess(this::announce);
  }

  @Override
  public Future<?> stop() {
    Future<?> closed = server == null ? Future.succeededFuture() : server.close();
    return closed
        .eventually(() -> vertx.executeBlocking(this::release, false))
        .eventually(() -> workers == null ? Future.succeededFuture() : workers.close());
  }

  private HttpServerOptions options() {
    long longest = Math.max(
        config.timings().longPoll().toSeconds(), config.timings().sseLifetime().toSeconds());
    return new HttpServerOptions()
        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setIdleTimeout((int) longest + IDLE_GRACE_SECONDS);
  }

  private void announce(HttpServer listening) {
    LOG.info(
        "dev-electric, a development stand-in for Electric and not for production, listens on http://{}:{}",
        config.host(),
        listening.actualPort());
  }

  private boolean release() {
    replication.stop();
    database.close();
    return true;
  }
}
