package io.shapegate.policycheck;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Settings;
import io.shapegate.policy.PolicyConfig;
import io.shapegate.policy.PolicyVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The built-in policy, asked as a gatekeeper asks it. Its methods block. */
final class RunningPolicy implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final long ANSWER_SECONDS = 15;

  private final Vertx vertx;
  private final PolicyVerticle verticle;

  private RunningPolicy(Vertx vertx, PolicyVerticle verticle) {
    this.vertx = vertx;
    this.verticle = verticle;
  }

  /** With all rules read that are there now; migrates where that is still to be done. */
  static RunningPolicy start(EmbeddedDatabase database, PolicyPart policy) {
    Map<String, String> settings = new HashMap<>(policy.settings());
    settings.put("DATABASE_URL", database.url(policy.role()));
    settings.put("MIGRATION_DATABASE_URL", database.url(PolicyPart.OWNER));
    settings.put("DATABASE_TIMEOUT", "10s");
    settings.put("PORT", "0");
    Vertx vertx = Vertx.vertx();
    PolicyVerticle verticle = new PolicyVerticle(PolicyConfig.from(new Settings(settings)));
    RunningPolicy running = new RunningPolicy(vertx, verticle);
    try {
      vertx.deployVerticle(verticle).await(START_SECONDS, TimeUnit.SECONDS);
      return running;
    } catch (TimeoutException e) {
      running.close();
      throw new IllegalStateException(
          "the policy did not start within " + START_SECONDS + " s; what it said is above", e);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Fails where there is no decision: a gatekeeper would answer 503. */
  Decision ask(PolicyRequest request) throws TimeoutException {
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
    return vertx
        .eventBus()
        .<JsonObject>request(Policies.RULES, request.toJson(), options)
        .map(reply -> Decision.fromJson(reply.body()))
        .await(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** What {@code /health/ready} tells about the rules. */
  JsonObject rules() throws TimeoutException {
    return vertx
        .createHttpClient()
        .request(HttpMethod.GET, verticle.port(), "127.0.0.1", HealthHandler.READY)
        .compose(request -> request.send())
        .compose(HttpClientResponse::body)
        .map(body -> body.toJsonObject().getJsonObject("checks").getJsonObject("rules"))
        .await(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    Future<Void> closed = vertx.close();
    try {
      closed.await(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The process ends anyway.
    }
  }
}
