package io.shapegate.gatekeeper;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Lets web pages read our answers (Fetch standard, section 3.3). Credentials of the browser are never asked for. */
final class CorsHeaders {
  private static final String MAX_AGE_SECONDS = "86400";

  private final CorsConfig config;

  CorsHeaders(CorsConfig config) {
    this.config = config;
  }

  /** For every answer, errors too. */
  void add(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (config.allowsAll()) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, CorsConfig.ALL);
    } else {
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      if (origin == null || !config.origins().contains(origin)) {
        return;
      }
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After, WWW-Authenticate");
  }

  /** Answers an OPTIONS request. */
  void preflight(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "POST")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
        .end();
  }
}
