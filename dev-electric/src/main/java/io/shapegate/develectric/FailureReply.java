package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong with a request into Electric's answer for it. */
final class FailureReply {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReply.class);

  private FailureReply() {}

  static Future<Void> send(HttpServerRequest request, Throwable failure) {
    if (request.response().ended() || request.response().closed()) {
      return Future.succeededFuture();
    }
    if (request.response().headWritten()) {
      request.connection().close();
      return Future.succeededFuture();
    }
    if (failure instanceof MustRefetch refetch) {
      return mustRefetch(request, refetch.handle());
    }
    if (failure instanceof InvalidRequest invalid) {
      noStore(request);
      return Reply.json(request, 400, invalid.body());
    }
    if (failure instanceof BadBody bad) {
      return Reply.json(request, bad.status(), bad.body());
    }
    if (failure instanceof MalformedRequest) {
      return Reply.text(request, 400, "");
    }
    return unavailable(request, failure);
  }

  private static Future<Void> mustRefetch(HttpServerRequest request, @Nullable String handle) {
    MultiMap headers = request.response().headers();
    String cache = "public, max-age=" + (handle == null ? 1 : 60) + ", must-revalidate";
    headers.set("cache-control", isGet(request) ? cache : "no-cache");
    if (handle != null) {
      headers.set("etag", "\"" + handle + "::\"");
      headers.set("electric-handle", handle);
    }
    headers.set("content-type", Reply.JSON);
    return Reply.text(request, 409, Messages.MUST_REFETCH);
  }

  private static Future<Void> unavailable(HttpServerRequest request, Throwable failure) {
    noStore(request);
    if (failure instanceof DatabaseUnreachable) {
      request.response().putHeader("retry-after", "5");
      JsonObject body =
          new JsonObject().put("code", "database_unreachable").put("error", failure.getMessage());
      return Reply.json(request, 503, body);
    }
    if (failure instanceof ShapeTooLarge) {
      return Reply.json(request, 500, new JsonObject().put("error", failure.getMessage()));
    }
    LOG.error("a request failed", failure);
    return Reply.json(request, 500, new JsonObject().put("error", "Internal server error"));
  }

  private static void noStore(HttpServerRequest request) {
    MultiMap headers = request.response().headers();
    if (isGet(request)) {
      headers.set("surrogate-control", "no-store");
    }
    headers.set("cache-control", isGet(request) ? "no-store" : "no-cache");
  }

  private static boolean isGet(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }
}
