package io.shapegate.httppolicy;

import io.shapegate.contract.Policies;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Answers on the event bus by what an authorization service behind a URL decides. Its start does not wait for that service;
 * {@code /health/ready} says 503 while the service cannot be asked.
 */
public final class HttpPolicyVerticle extends VerticleBase {
  private final HttpPolicyConfig config;
  private DecisionEndpoint endpoint;
  private HttpServer health;
  private @Nullable MessageConsumer<JsonObject> consumer;

  public HttpPolicyVerticle(HttpPolicyConfig config) {
    this.config = config;
  }

  public static void main(String[] arguments) {
    Launcher.run("http-policy", settings -> {
      HttpPolicyConfig config = HttpPolicyConfig.from(settings);
      return Launcher.Deployment.single(() -> new HttpPolicyVerticle(config));
    });
  }

  @Override
  public Future<?> start() {
    endpoint = new DecisionEndpoint(vertx, config);
    Circuit circuit = new Circuit(vertx, config.maxFailures(), config.pause());
    health = StrictHttpServer.create(vertx, healthOf(circuit));
    return health
        .listen(config.port(), config.host())
        .compose(listening -> Policies.serve(
            vertx, config.address(), new HttpPolicy(endpoint, circuit, config.format())))
        .onSuccess(served -> consumer = served);
  }

  @Override
  public Future<?> stop() {
    Future<Void> silent = consumer == null ? Future.succeededFuture() : consumer.unregister();
    return silent.eventually(endpoint::close).eventually(health::close);
  }

  /** The port of the health endpoints. */
  public int port() {
    return health.actualPort();
  }

  private Handler<HttpServerRequest> healthOf(Circuit circuit) {
    HealthHandler checks = new HealthHandler(vertx)
        .check("serving", () -> Future.succeededFuture(consumer != null))
        .check(
            "authorization-service",
            () -> Future.succeededFuture(circuit.isClosed()),
            () -> new JsonObject().put("circuit", circuit.state()));
    return request -> {
      if (HealthHandler.serves(request.path())) {
        checks.handle(request);
      } else {
        request.response().setStatusCode(404).end();
      }
    };
  }
}
