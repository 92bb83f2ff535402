package io.shapegate.systemtests;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Stands where Electric would, and writes down what arrives. */
final class RecordedElectric {
  static final String ROWS = "[]";

  record Arrival(String method, String uri, Map<String, String> headers, String body) {}

  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  RecordedElectric(Vertx vertx) throws Exception {
    server = vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> {
          arrivals.add(new Arrival(
              request.method().name(),
              request.uri(),
              request.headers().entries().stream()
                  .collect(Collectors.toMap(
                      header -> header.getKey().toLowerCase(Locale.ROOT),
                      Map.Entry::getValue,
                      (one, two) -> one + "," + two)),
              body.toString()));
          request
              .response()
              .putHeader("cache-control", "public, max-age=60")
              .putHeader("access-control-allow-origin", "*")
              .end(ROWS);
        }))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  List<Arrival> arrivals() {
    return arrivals;
  }
}
