package io.shapegate.proxy;

import io.shapegate.contract.StrictQuery;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Stands where Electric would, writes down what arrives, and answers as the test says. */
final class RecordingElectric {
  static final String ROWS = "[{\"headers\":{\"control\":\"up-to-date\"}}]";

  record Arrival(String method, String uri, MultiMap headers, String body) {
    String path() {
      return URI.create(uri).getRawPath();
    }

    /** Fails on a repeated or broken parameter, which the proxy must never send. */
    Map<String, String> query() {
      return new TreeMap<>(StrictQuery.parse(URI.create(uri).getRawQuery()));
    }
  }

  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private volatile Handler<HttpServerRequest> answer = RecordingElectric::rows;
  private final HttpServer server;

  RecordingElectric(Vertx vertx) throws Exception {
    server = vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> {
          if (!request.path().equals("/v1/health")) {
            arrivals.add(new Arrival(
                request.method().name(), request.uri(), request.headers(), body.toString()));
          }
          answer.handle(request);
        }))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  void answerWith(Handler<HttpServerRequest> other) {
    answer = other;
  }

  void reset() {
    answer = RecordingElectric::rows;
    arrivals.clear();
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  void close() {
    server.close();
  }

  static void rows(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response
        .putHeader("content-type", "application/json; charset=utf-8")
        .putHeader(
            "cache-control",
            "public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746")
        .putHeader("electric-handle", "1-2")
        .putHeader("electric-offset", "0_0")
        .putHeader("electric-schema", "{}")
        .putHeader("electric-server", "ElectricSQL/1.7.12")
        .putHeader("etag", "\"1-2:-1:0_0\"")
        .end(ROWS);
  }
}
