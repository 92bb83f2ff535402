package io.shapegate.httppolicy;

import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.launcher.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** The verticle on an event bus, asked as a gatekeeper asks. */
final class Served {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(15_000);

  private final Vertx vertx;
  private final HttpPolicyVerticle verticle;
  private final String id;

  private Served(Vertx vertx, HttpPolicyVerticle verticle, String id) {
    this.vertx = vertx;
    this.verticle = verticle;
    this.id = id;
  }

  /** Where more settings are given, they replace what would suit most tests. */
  static Served start(Vertx vertx, String url, Map<String, String> more) throws Exception {
    Map<String, String> settings =
        new HashMap<>(Map.of("HTTP_POLICY_URL", url, "HTTP_POLICY_TIMEOUT", "5s", "PORT", "0"));
    settings.putAll(more);
    HttpPolicyVerticle verticle =
        new HttpPolicyVerticle(HttpPolicyConfig.from(new Settings(settings)));
    return new Served(vertx, verticle, Settled.result(vertx.deployVerticle(verticle)));
  }

  Future<Decision> ask(PolicyRequest request) {
    return vertx
        .eventBus()
        .<JsonObject>request("policy.http", request.toJson(), PATIENT)
        .map(reply -> Decision.fromJson(reply.body()));
  }

  Decision decide(PolicyRequest request) throws Exception {
    return Settled.result(ask(request));
  }

  /** What a gatekeeper learns when there is no decision; fails the test when there is one. */
  Throwable refusal(PolicyRequest request) {
    return Settled.failure(ask(request));
  }

  HttpResponse<String> ready() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + verticle.port() + "/health/ready");
    return CLIENT.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  Future<Void> stop() {
    return vertx.undeploy(id);
  }
}
