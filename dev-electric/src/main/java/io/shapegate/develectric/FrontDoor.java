package io.shapegate.develectric;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Routes, secret and CORS, in Electric's order: a 401 has no CORS headers, and only the shape route asks for it. */
final class FrontDoor implements Handler<HttpServerRequest> {
  private static final int MAX_HEADERS = 50;

  private final byte[] secret;
  private final Replication replication;
  private final ShapeEndpoint shapes;

  FrontDoor(String secret, Replication replication, ShapeEndpoint shapes) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.replication = replication;
    this.shapes = shapes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    StandardHeaders.put(request);
    request.response().exceptionHandler(failure -> {});
    try {
      route(request);
    } catch (MalformedRequest | InvalidRequest e) {
      FailureReply.send(request, e);
    }
  }

  private void route(HttpServerRequest request) {
    RequestPath path = RequestPath.of(Objects.requireNonNullElse(request.path(), ""));
    if (request.headers().entries().size() > MAX_HEADERS) {
      Reply.text(request, 431, "");
    } else if (path != RequestPath.SHAPE) {
      StandardHeaders.putCors(request, path);
      plain(request, path);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      StandardHeaders.putCors(request, path);
      preflight(request.response());
    } else {
      shape(request);
    }
  }

  private void plain(HttpServerRequest request, RequestPath path) {
    boolean get =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (get && path == RequestPath.ROOT) {
      Reply.text(request, 200, "");
    } else if (get && path == RequestPath.HEALTH) {
      health(request);
    } else {
      Reply.text(request, 404, "Not found");
    }
  }

  private void health(HttpServerRequest request) {
    Replication.Status status = replication.status();
    request.response().putHeader("cache-control", "no-cache, no-store, must-revalidate");
    JsonObject body =
        new JsonObject().put("status", status.name().toLowerCase(java.util.Locale.ROOT));
    Reply.json(request, status == Replication.Status.ACTIVE ? 200 : 202, body);
  }

  private static void preflight(HttpServerResponse response) {
    response
        .headers()
        .remove("vary")
        .set("access-control-max-age", "86400")
        .set("connection", "keep-alive");
    response.setStatusCode(204).end();
  }

  private void shape(HttpServerRequest request) {
    Map<String, Object> query = QueryDecoder.decode(request.query());
    if (!isAuthorized(query)) {
      Reply.text(request, 401, "{\"message\":\"Unauthorized - Invalid API secret\"}");
      return;
    }
    StandardHeaders.putCors(request, RequestPath.SHAPE);
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.DELETE)) {
      request.response().putHeader("cache-control", "no-cache");
      Reply.json(request, 405, new JsonObject().put("message", "DELETE not allowed"));
    } else if (method.equals(HttpMethod.GET)
        || method.equals(HttpMethod.HEAD)
        || method.equals(HttpMethod.POST)) {
      shapes.serve(request, query).onFailure(failure -> FailureReply.send(request, failure));
    } else {
      StandardHeaders.putCors(request, RequestPath.UNKNOWN);
      Reply.text(request, 404, "Not found");
    }
  }

  /** The second name only counts where the first is absent. */
  private boolean isAuthorized(Map<String, Object> query) {
    @Nullable
    Object given = query.containsKey("secret") ? query.get("secret") : query.get("api_secret");
    return given instanceof String text
        && MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), secret);
  }
}
