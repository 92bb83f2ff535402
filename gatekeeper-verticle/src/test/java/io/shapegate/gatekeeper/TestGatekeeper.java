package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.launcher.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A gatekeeper on a free port of the loopback, in a Vert.x of its own that also carries the policies of a test. */
final class TestGatekeeper implements AutoCloseable {
  static final String AUTH_SECRET = "signing-9d0b4e6f27c8a1350e7d6b12f4c09a83";
  private static final long TIMEOUT_SECONDS = 20;
  private static final long POLL_NANOS = 5_000_000;

  /** What a gatekeeper needs at least: a secret to sign with, and one to know users by. */
  static final Map<String, String> SETTINGS = Map.of(
      "PORT",
      "0",
      "ELECTRIC_PROXY_URL",
      "http://proxy.example.com/proxy",
      "AUTH_SECRET",
      AUTH_SECRET,
      "IDENTITY_SECRET",
      IdentityTokens.SECRET,
      "IDENTITY_AUDIENCE",
      IdentityTokens.AUDIENCE);

  private final Vertx vertx = Vertx.vertx();
  private final GatekeeperVerticle verticle;

  /** What the policies were asked, in order. */
  final List<PolicyRequest> asked = new CopyOnWriteArrayList<>();

  private TestGatekeeper(GatekeeperConfig config) {
    verticle = new GatekeeperVerticle(config);
    await(vertx.deployVerticle(verticle));
  }

  static TestGatekeeper start(Map<String, String> changes) {
    return new TestGatekeeper(GatekeeperConfig.from(settings(changes)));
  }

  static TestGatekeeper start(GatekeeperConfig config) {
    return new TestGatekeeper(config);
  }

  /** {@link #SETTINGS} with changes; an empty value takes a setting away. */
  static Settings settings(Map<String, String> changes) {
    Map<String, String> merged = new HashMap<>(SETTINGS);
    merged.putAll(changes);
    return new Settings(merged);
  }

  /** Grants what is asked, for ten minutes. */
  static Policy grantsAll() {
    return decides(request -> new Allow(request.shape(), true, Duration.ofMinutes(10), "test"));
  }

  static Policy decides(Function<PolicyRequest, Decision> decision) {
    return request -> Future.succeededFuture(decision.apply(request));
  }

  TestGatekeeper policy(Policy policy) {
    return policy(Policies.RULES, policy);
  }

  TestGatekeeper policy(String address, Policy policy) {
    await(Policies.serve(vertx, address, request -> {
      asked.add(request);
      return policy.decide(request);
    }));
    return this;
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return verticle.port();
  }

  RawHttp.Answer raw(String request) {
    return RawHttp.once(port(), request);
  }

  RawHttp.Answer get(String path) {
    return raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** A POST without a body as alice. */
  RawHttp.Answer post(String target) {
    return post(target, "Authorization: Bearer " + IdentityTokens.of("alice"));
  }

  /** A POST without a body. */
  RawHttp.Answer post(String target, String... headers) {
    return raw(head(target, headers) + "\r\n");
  }

  /** A POST with a body as alice. */
  RawHttp.Answer postBody(String target, String contentType, String body) {
    return raw(head(
            target,
            "Authorization: Bearer " + IdentityTokens.of("alice"),
            "Content-Type: " + contentType,
            "Content-Length: " + body.length())
        + "\r\n" + body);
  }

  RawHttp.Answer postJson(String target, String json) {
    return postBody(target, "application/json", json);
  }

  static String head(String target, String... headers) {
    StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until something holds; fails after 20 s. */
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not come true within " + TIMEOUT_SECONDS + " s");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
