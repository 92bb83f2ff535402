package io.shapegate.develectric;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A deployed stand-in and a client for it. */
final class TestElectric implements AutoCloseable {
  static final String SECRET = "oracle-secret";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final DevElectricVerticle verticle;

  TestElectric(DevElectricConfig config) throws Exception {
    verticle = new DevElectricVerticle(config);
    vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  int port() {
    return verticle.port();
  }

  String base() {
    return "http://127.0.0.1:" + port();
  }

  /** A query without the secret, which is added. */
  Answer shape(String query) throws Exception {
    return get("/v1/shape?secret=" + SECRET + "&" + query);
  }

  CompletableFuture<Answer> shapeLater(String query) {
    HttpRequest request = request("/v1/shape?secret=" + SECRET + "&" + query).build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Answer::of);
  }

  Answer get(String path) throws Exception {
    return send(request(path));
  }

  Answer post(String query, String body) throws Exception {
    return send(request("/v1/shape?secret=" + SECRET + "&" + query)
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofSeconds(30));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return Answer.of(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** How many requests wait for news, in all shapes. */
  int waiting() {
    return verticle.waiting();
  }

  HttpClient client() {
    return client;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, SECONDS)
        .join();
  }
}
