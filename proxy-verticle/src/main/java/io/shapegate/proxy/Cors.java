package io.shapegate.proxy;

import io.shapegate.contract.ElectricParameters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets browsers in (Fetch Standard, section 3.2). Credentials are never allowed: a token travels in a header that the
 * page's own code sets, so a foreign page has nothing to gain.
 */
final class Cors {
  private static final String EXPOSED = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of("etag", "retry-after", "www-authenticate", "x-request-id"))
      .collect(Collectors.joining(","));

  private final List<String> origins;

  Cors(List<String> origins) {
    this.origins = origins;
  }

  /** Adds the headers that every answer carries. */
  void allow(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String allowed = allowed(request.getHeader(HttpHeaders.ORIGIN));
    if (allowed != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    if (!origins.contains("*")) {
      response.headers().add(HttpHeaders.VARY, "Origin");
    }
  }

  /** Answers a preflight, and a plain OPTIONS the same way. */
  void preflight(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, OPTIONS")
        .putHeader(
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, If-None-Match")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
        .end();
  }

  private @Nullable String allowed(@Nullable String origin) {
    if (origins.contains("*")) {
      return "*";
    }
    return origin != null && origins.contains(origin) ? origin : null;
  }
}
