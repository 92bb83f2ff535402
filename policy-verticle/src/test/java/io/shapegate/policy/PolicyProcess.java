package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A policy with a Vert.x and an event bus of its own. */
final class PolicyProcess implements AutoCloseable {
  /** What a gatekeeper waits for one answer. */
  static final long BUS_MILLIS = 700;

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final PolicyVerticle verticle;
  private final Future<String> started;
  private volatile Context loop;

  private PolicyProcess(PolicyConfig config) {
    verticle = new PolicyVerticle(config);
    started = vertx.deployVerticle(new OnAKnownLoop());
  }

  /** Runs the verticle, and tells where. */
  private final class OnAKnownLoop extends VerticleBase {
    @Override
    public Future<?> start() {
      loop = context;
      verticle.init(vertx, context);
      return verticle.start();
    }

    @Override
    public Future<?> stop() {
      return verticle.stop();
    }
  }

  static PolicyProcess starting(PolicyConfig config) {
    return new PolicyProcess(config);
  }

  static PolicyProcess started(PolicyConfig config) {
    PolicyProcess process = new PolicyProcess(config);
    await(process.started);
    return process;
  }

  Future<String> start() {
    return started;
  }

  Future<Decision> ask(Subject subject, Shape shape) {
    return ask(new PolicyRequest("test", subject, shape));
  }

  Future<Decision> ask(Subject subject, String table) {
    return ask(subject, Shape.of(TableName.parseRequested(table)));
  }

  /** The decision with its explanation. */
  Decision explain(Subject subject, Shape shape) {
    return await(ask(new PolicyRequest("test", subject, shape, true)));
  }

  Decision explain(Subject subject, String table) {
    return explain(subject, Shape.of(TableName.parseRequested(table)));
  }

  Decision decide(Subject subject, Shape shape) {
    return await(ask(subject, shape));
  }

  Decision decide(Subject subject, String table) {
    return await(ask(subject, table));
  }

  private Future<Decision> ask(PolicyRequest request) {
    return vertx
        .eventBus()
        .<JsonObject>request(
            Policies.RULES, request.toJson(), new DeliveryOptions().setSendTimeout(BUS_MILLIS))
        .map(reply -> Decision.fromJson(reply.body()));
  }

  boolean answers() {
    Future<Decision> answer = ask(Subject.ANONYMOUS, "nothing").otherwiseEmpty();
    return await(answer) != null;
  }

  /** Runs SQL, and waits until the policy has read the rules as they are then. */
  void change(TestDatabase database, String sql) {
    database.run(sql);
    String revision = database.read("SELECT number FROM shapegate.revision").get(0);
    awaitTrue(() -> health().getJsonObject("checks").getJsonObject("rules").getLong("revision", -1L)
        >= Long.parseLong(revision));
  }

  /** Blocks the event loop of the policy, as a long pause of the JVM would. */
  void freeze(Duration time) {
    loop.runOnContext(frozen -> LockSupport.parkNanos(time.toNanos()));
  }

  /** What {@code /health/ready} tells. */
  JsonObject health() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + verticle.port() + "/health/ready");
    return new JsonObject(HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body());
  }

  int ready() throws Exception {
    return get("/health/ready");
  }

  int get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + verticle.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static void awaitTrue(Callable<Boolean> condition) {
    awaitTrue(Duration.ofSeconds(PATIENCE_SECONDS), condition);
  }

  static void awaitTrue(Duration limit, Callable<Boolean> condition) {
    Instant end = Instant.now().plus(limit);
    try {
      while (!condition.call()) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError("the condition did not become true");
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
