package io.shapegate.launcher;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Lets web pages read our answers (Fetch standard, section 3.3). Credentials of the browser are never asked for: tokens
 * travel in a header that the page's own code sets, so a foreign page has nothing to gain.
 */
public final class CorsHeaders {
  private static final String MAX_AGE_SECONDS = "86400";
  private static final CharSequence ANY = HttpHeaders.createOptimized(CorsConfig.ALL);

  private final CorsConfig config;
  private final String methods;
  private final String requestHeaders;
  private final CharSequence exposedHeaders;

  /**
   * @param methods that a page may use, separated by commas, as the other lists are
   * @param requestHeaders that a page may set
   * @param exposedHeaders of our answers that a page may read
   */
  public CorsHeaders(
      CorsConfig config, String methods, String requestHeaders, String exposedHeaders) {
    this.config = config;
    this.methods = methods;
    this.requestHeaders = requestHeaders;
    this.exposedHeaders = HttpHeaders.createOptimized(exposedHeaders);
  }

  /** For every answer, errors too. */
  public void add(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (config.allowsAll()) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    } else {
      response.headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      if (origin == null || !config.origins().contains(origin)) {
        return;
      }
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
  }

  /** Answers an OPTIONS request. */
  public void preflight(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, requestHeaders)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
        .end();
  }
}
