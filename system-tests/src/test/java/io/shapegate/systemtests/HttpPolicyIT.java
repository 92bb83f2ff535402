package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gatekeeper and the HTTP policy as processes, and an authorization service that answers by the table's name. */
class HttpPolicyIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static HttpServer service;
  private static Node gatekeeper;
  private static Node policy;

  @BeforeAll
  static void start() throws Exception {
    service = listen(0);
    Map<String, String> settings = new HashMap<>(Map.of(
        "CLUSTER_PORT", String.valueOf(Ports.freeRange(12)),
        "CLUSTER_NAME", "http-policy-" + System.nanoTime(),
        "AUTH_SECRET", "kD7vR2xWq9LmB4sZc6TyH1nJf8GpEa3U",
        "ALLOW_ANONYMOUS", "true",
        "ELECTRIC_PROXY_URL", "http://127.0.0.1:4000/proxy",
        "POLICIES", "*=policy.http",
        "HTTP_POLICY_URL", "http://127.0.0.1:" + service.getAddress().getPort() + "/decide",
        "HTTP_POLICY_FORMAT", "plain"));
    policy = Node.start("http-policy", "http-policy-verticle", settings).awaitReady();
    gatekeeper = Node.start("gatekeeper", "gatekeeper-verticle", settings).awaitReady();
  }

  @AfterAll
  static void stop() {
    gatekeeper.close();
    policy.close();
    service.stop(0);
  }

  @Test
  void whatTheServiceGrantsIsInTheToken() throws Exception {
    HttpResponse<String> answer = ask("narrowed");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonObject granted = new JsonObject(answer.body());
    assertEquals("org_id = $1", granted.getString("where"));
    assertEquals(
        new JsonObject().put("1", "7"), granted.getJsonObject("params").getJsonObject("params"));
  }

  @Test
  void aDenialIsTheServices() throws Exception {
    assertRefused(403, "office_closed", "denied");
  }

  @Test
  void theServiceCannotWidenWhatWasAsked() throws Exception {
    assertRefused(403, "policy_widened", "widened");
  }

  @Test
  void garbageIsNoDecision() throws Exception {
    assertRefused(503, "policy_unavailable", "garbage");
  }

  @Test
  void withoutTheServiceNothingIsGrantedUntilItIsBack() throws Exception {
    int port = service.getAddress().getPort();
    service.stop(0);
    long start = System.nanoTime();
    assertRefused(503, "policy_unavailable", "narrowed");
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2_000);

    Await.until("the policy is not ready", SOON, () -> {
      assertEquals(503, ask("narrowed").statusCode());
      return Http.get(policy.url("/health/ready"), "").statusCode() == 503;
    });
    service = listen(port);

    Await.until("tokens are back", SOON, () -> ask("narrowed").statusCode() == 200);
    assertEquals(200, Http.get(policy.url("/health/ready"), "").statusCode());
  }

  private static void assertRefused(int status, String code, String table) throws Exception {
    HttpResponse<String> answer = ask(table);
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
  }

  private static HttpResponse<String> ask(String table) throws Exception {
    return Http.post(gatekeeper.url("/gatekeeper/" + table), "", "");
  }

  private static HttpServer listen(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/decide", HttpPolicyIT::answer);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject shape = new JsonObject(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
          .getJsonObject("shape");
      byte[] answer = decision(shape).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String decision(JsonObject shape) {
    return switch (shape.getString("table")) {
      case "narrowed" ->
        allow(shape.put("where", "org_id = $1").put("params", new JsonObject().put("1", "7")));
      case "widened" -> allow(shape.put("table", "secrets"));
      case "denied" ->
        "{\"decision\":\"deny\",\"code\":\"office_closed\",\"reason\":\"come back later\"}";
      default -> "{\"decision\":\"allow\",\"decision\":\"allow\"}";
    };
  }

  private static String allow(JsonObject shape) {
    return new JsonObject()
        .put("decision", "allow")
        .put("shape", shape)
        .put("ttl_seconds", 60)
        .encode();
  }
}
