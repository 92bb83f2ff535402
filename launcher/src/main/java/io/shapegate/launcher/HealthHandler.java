package io.shapegate.launcher;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /health/live} (200 while the process answers at all) and {@code /health/ready} (200 when every check
 * holds, otherwise 503 with the names of those that do not). Names are all that it tells, and the facts of a check that has
 * any: whoever reaches the port reads them.
 */
public final class HealthHandler implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(HealthHandler.class);
  public static final String LIVE = "/health/live";
  public static final String READY = "/health/ready";
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final long TIMEOUT_MILLIS = 2_000;

  private final HealthChecks checks;
  private final Map<String, Supplier<JsonObject>> facts = new HashMap<>();

  public HealthHandler(Vertx vertx) {
    checks = HealthChecks.create(vertx);
  }

  /** Adds a check that holds when the future succeeds with true, within 2 s. Called anew for each question. */
  public HealthHandler check(String name, Supplier<Future<Boolean>> check) {
    checks.register(name, TIMEOUT_MILLIS, promise -> run(check, promise));
    return this;
  }

  /**
   * Adds a check that tells more than its status: {@code "name": {"status": "UP", …facts}}. The facts are taken anew for
   * each question, on the event loop that answers it; facts that cannot be taken are left out.
   */
  public HealthHandler check(
      String name, Supplier<Future<Boolean>> check, Supplier<JsonObject> about) {
    facts.put(name, about);
    return check(name, check);
  }

  /** Whether this handler answers that path. */
  public static boolean serves(@Nullable String path) {
    return LIVE.equals(path) || READY.equals(path);
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response =
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (!READING.contains(request.method())) {
      response.setStatusCode(405).putHeader(HttpHeaders.ALLOW, "GET, HEAD").end();
    } else if (LIVE.equals(request.path())) {
      answer(response, 200, new JsonObject().put("status", "UP"));
    } else {
      checks
          .checkStatus()
          .onSuccess(
              result -> answer(response, CheckResult.isUp(result) ? 200 : 503, describe(result)))
          .onFailure(failure -> answer(response, 503, new JsonObject().put("status", "DOWN")));
    }
  }

  private static void run(Supplier<Future<Boolean>> check, Promise<Status> promise) {
    Future.<Boolean>future(answer -> check.get().onComplete(answer))
        .onComplete(ok ->
            promise.tryComplete(Boolean.TRUE.equals(ok.result()) ? Status.OK() : Status.KO()));
  }

  private JsonObject describe(CheckResult result) {
    JsonObject names = new JsonObject();
    Optional.ofNullable(result.getChecks())
        .orElse(List.of())
        .forEach(check -> names.put(check.getId(), describe(check.getId(), status(check))));
    return new JsonObject().put("status", status(result)).put("checks", names);
  }

  private Object describe(String name, String status) {
    Supplier<JsonObject> about = facts.get(name);
    if (about == null) {
      return status;
    }
    JsonObject described = new JsonObject().put("status", status);
    try {
      about.get().forEach(fact -> described.getMap().putIfAbsent(fact.getKey(), fact.getValue()));
    } catch (RuntimeException e) {
      LOG.warn("the check {} cannot tell its facts", name, e);
    }
    return described;
  }

  private static String status(CheckResult result) {
    return CheckResult.isUp(result) ? "UP" : "DOWN";
  }

  private static void answer(HttpServerResponse response, int status, JsonObject body) {
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
