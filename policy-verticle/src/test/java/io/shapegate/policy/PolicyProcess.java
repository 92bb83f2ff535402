package io.shapegate.policy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
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

/** A policy with a Vert.x and an event bus of its own. */
final class PolicyProcess implements AutoCloseable {
  /** What a gatekeeper waits for one answer. */
  static final long BUS_MILLIS = 700;

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final PolicyVerticle verticle;
  private final Future<String> started;

  private PolicyProcess(PolicyConfig config) {
    verticle = new PolicyVerticle(config);
    started = vertx.deployVerticle(verticle);
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
    return vertx
        .eventBus()
        .<JsonObject>request(
            Policies.RULES,
            new PolicyRequest("test", subject, shape).toJson(),
            new DeliveryOptions().setSendTimeout(BUS_MILLIS))
        .map(reply -> Decision.fromJson(reply.body()));
  }

  Future<Decision> ask(Subject subject, String table) {
    return ask(subject, Shape.of(TableName.parseRequested(table)));
  }

  Decision decide(Subject subject, Shape shape) {
    return await(ask(subject, shape));
  }

  Decision decide(Subject subject, String table) {
    return await(ask(subject, table));
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
    Instant end = Instant.now().plus(Duration.ofSeconds(PATIENCE_SECONDS));
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
