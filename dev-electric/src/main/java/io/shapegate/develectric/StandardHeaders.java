package io.shapegate.develectric;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The headers that every answer has, and those of CORS. */
final class StandardHeaders {
  private static final String SERVER = "dev-electric/0.1 (development stand-in for Electric)";
  private static final String EXPOSED =
      "electric-cursor,electric-handle,electric-has-data,electric-offset,electric-schema,electric-up-to-date,"
          + "electric-internal-known-error,retry-after";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SHORTEST_REQUEST_ID = 20;
  private static final int LONGEST_REQUEST_ID = 200;

  private StandardHeaders() {}

  static void put(HttpServerRequest request) {
    MultiMap headers = request.response().headers();
    headers.set(
        "date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    headers.set("vary", "accept-encoding");
    headers.set("x-request-id", requestId(request.getHeader("x-request-id")));
    headers.set("electric-server", SERVER);
  }

  static void putCors(HttpServerRequest request, RequestPath path) {
    MultiMap headers = request.response().headers();
    @Nullable String origin = request.getHeader("origin");
    headers.set("access-control-allow-origin", origin == null ? "*" : origin);
    headers.set("access-control-expose-headers", EXPOSED);
    String methods = path == RequestPath.SHAPE ? "GET, POST, HEAD, DELETE, OPTIONS" : "GET, HEAD";
    headers.set("access-control-allow-methods", methods);
  }

  private static String requestId(@Nullable String given) {
    if (given != null
        && given.length() >= SHORTEST_REQUEST_ID
        && given.length() <= LONGEST_REQUEST_ID) {
      return given;
    }
    byte[] bytes = new byte[15];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
