package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthHandlerTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(Version.HTTP_1_1).build();

  private Vertx vertx;
  private HealthHandler health;
  private int port;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    health = new HealthHandler(vertx);
    port = Settled.result(vertx.createHttpServer().requestHandler(health).listen(0, "127.0.0.1"))
        .actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .method(method, BodyPublishers.noBody())
        .timeout(Duration.ofSeconds(10))
        .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private void assertReady(int status, JsonObject body) throws Exception {
    HttpResponse<String> answer = ask("GET", HealthHandler.READY);
    assertEquals(status, answer.statusCode());
    assertEquals(body, new JsonObject(answer.body()));
    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    assertEquals("no-store", answer.headers().firstValue("cache-control").orElse(""));
  }

  private static JsonObject ready(String status, JsonObject checks) {
    return new JsonObject().put("status", status).put("checks", checks);
  }

  private static JsonObject checks(String name, String status) {
    return new JsonObject().put(name, status);
  }

  @Test
  void isLiveWhateverTheChecksSay() throws Exception {
    health.check("database", () -> Future.succeededFuture(false));
    HttpResponse<String> answer = ask("GET", HealthHandler.LIVE);
    assertEquals(200, answer.statusCode());
    assertEquals(new JsonObject().put("status", "UP"), new JsonObject(answer.body()));
  }

  @Test
  void isReadyWithoutAnyCheck() throws Exception {
    assertReady(200, ready("UP", new JsonObject()));
  }

  @Test
  void isReadyWhenEveryCheckHolds() throws Exception {
    health.check("a", () -> Future.succeededFuture(true));
    health.check("b", () -> Future.succeededFuture(true));
    assertReady(200, ready("UP", checks("a", "UP").put("b", "UP")));
  }

  @Test
  void isNotReadyWhenACheckDoesNotHold() throws Exception {
    health.check("a", () -> Future.succeededFuture(true));
    health.check("b", () -> Future.succeededFuture(false));
    assertReady(503, ready("DOWN", checks("a", "UP").put("b", "DOWN")));
  }

  @Test
  void aCheckThatFailsOrThrowsDoesNotHoldAndTellsNothing() throws Exception {
    health.check("a", () -> Future.failedFuture("password=pa55"));
    health.check("b", () -> {
      throw new IllegalStateException("password=pa55");
    });
    health.check("c", Future::succeededFuture);
    assertReady(503, ready("DOWN", checks("a", "DOWN").put("b", "DOWN").put("c", "DOWN")));
  }

  @Test
  void aCheckThatHangsDoesNotHoldAfterTwoSeconds() throws Exception {
    health.check("a", () -> Promise.<Boolean>promise().future());
    health.check("b", () -> Future.succeededFuture(true));
    long start = System.nanoTime();
    assertReady(503, ready("DOWN", checks("a", "DOWN").put("b", "UP")));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
  }

  @Test
  void aCheckIsAskedAnewForEachQuestion() throws Exception {
    AtomicBoolean up = new AtomicBoolean();
    health.check("a", () -> Future.succeededFuture(up.get()));
    assertEquals(503, ask("GET", HealthHandler.READY).statusCode());
    up.set(true);
    assertEquals(200, ask("GET", HealthHandler.READY).statusCode());
  }

  @Test
  void aCheckTellsItsFactsAsTheyAreNow() throws Exception {
    AtomicInteger queued = new AtomicInteger(3);
    AtomicBoolean up = new AtomicBoolean(true);
    health.check("a", () -> Future.succeededFuture(true));
    health.check(
        "log",
        () -> Future.succeededFuture(up.get()),
        () -> new JsonObject().put("queued", queued.get()));
    JsonObject facts = new JsonObject().put("status", "UP").put("queued", 3);
    assertReady(200, ready("UP", checks("a", "UP").put("log", facts)));
    up.set(false);
    queued.set(4);
    facts.put("status", "DOWN").put("queued", 4);
    assertReady(503, ready("DOWN", checks("a", "UP").put("log", facts)));
  }

  @Test
  void factsDecideNothing() throws Exception {
    health.check(
        "lying",
        () -> Future.succeededFuture(false),
        () -> new JsonObject().put("status", "UP").put("n", 1));
    health.check("broken", () -> Future.succeededFuture(true), () -> {
      throw new IllegalStateException("password=pa55");
    });
    assertReady(
        503,
        ready(
            "DOWN",
            new JsonObject()
                .put("lying", new JsonObject().put("status", "DOWN").put("n", 1))
                .put("broken", new JsonObject().put("status", "UP"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {HealthHandler.LIVE, HealthHandler.READY})
  void headHasNoBody(String path) throws Exception {
    HttpResponse<String> answer = ask("HEAD", path);
    assertEquals(200, answer.statusCode());
    assertEquals("", answer.body());
    assertEquals(200, ask("GET", path).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    health.check("a", () -> {
      asked.incrementAndGet();
      return Future.succeededFuture(true);
    });
    HttpResponse<String> answer = ask(method, HealthHandler.READY);
    assertEquals(405, answer.statusCode());
    assertEquals("GET, HEAD", answer.headers().firstValue("allow").orElse(""));
    assertEquals(0, asked.get());
  }

  @Test
  void servesItsTwoPathsOnly() {
    assertTrue(HealthHandler.serves("/health/live"));
    assertTrue(HealthHandler.serves("/health/ready"));
    for (String path : new String[] {"/health", "/health/", "/health/live/", "/HEALTH/LIVE", ""}) {
      assertFalse(HealthHandler.serves(path));
    }
    assertFalse(HealthHandler.serves(null));
  }
}
