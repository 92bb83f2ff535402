package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Writes answers whose body is known. HEAD gets the headers only. */
final class Reply {
  static final String JSON = "application/json; charset=utf-8";
  static final String UNCACHED_BY_DEFAULT = "max-age=0, private, must-revalidate";

  private Reply() {}

  static Future<Void> json(HttpServerRequest request, int status, JsonObject body) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    return text(request, status, body.encode());
  }

  static Future<Void> text(HttpServerRequest request, int status, String body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    Buffer buffer = Buffer.buffer(body);
    MultiMap headers = response.headers();
    if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, UNCACHED_BY_DEFAULT);
    }
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(buffer.length()));
    return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(buffer);
  }
}
