package io.shapegate.demo;

import io.shapegate.launcher.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A demo on a free port, with a Postgres that has the sample tables and the demo's own role. */
final class TestDemo {
  static final String SECRET = "identity-5f1c0e7b94d2a8360c4be1f7a92d05e8";
  private static final Path SQL =
      Path.of("..", "local-stack", "src", "main", "resources", "io", "shapegate", "localstack");

  private static @Nullable TestDemo shared;

  private final EmbeddedPostgres postgres;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final DemoVerticle verticle;

  private TestDemo() throws Exception {
    postgres = EmbeddedPostgres.start();
    execute(Files.readString(SQL.resolve("tables.sql")));
    execute(Files.readString(SQL.resolve("demo.sql")));
    verticle = new DemoVerticle(DemoConfig.from(settings(Map.of())));
    await(vertx.deployVerticle(verticle));
  }

  /** One for all tests, as it costs a Postgres. Both end with the JVM. */
  static synchronized TestDemo shared() throws Exception {
    if (shared == null) {
      shared = new TestDemo();
    }
    return shared;
  }

  Settings settings(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(Map.of(
        "PORT",
        "0",
        "IDENTITY_SECRET",
        SECRET,
        "IDENTITY_ISSUER",
        "test-issuer",
        "IDENTITY_AUDIENCE",
        "test-audience",
        "ELECTRIC_PROXY_URL",
        "https://shapes.example.com/proxy",
        "DATABASE_URL",
        "postgresql://shapegate_demo:local@127.0.0.1:" + postgres.getPort() + "/postgres"));
    all.putAll(changes);
    return new Settings(all);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> post(String path, JsonObject body) throws IOException, InterruptedException {
    return post(path, body.encode(), "Content-Type", "application/json");
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + verticle.port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  String read(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /** A connection as the demo's own role. */
  Connection connectAsDemo() throws SQLException {
    return postgres.getDatabase("shapegate_demo", "postgres").getConnection();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
