package io.shapegate.proxy;

import io.shapegate.contract.ElectricParameters;
import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.CorsHeaders;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What web pages may send with a request for a shape, and read of its answer. */
final class ShapeCors {
  private static final String EXPOSED = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of(
              "etag",
              "retry-after",
              ResponseHeaders.TOKEN_LIFETIME.toString(),
              "www-authenticate",
              ResponseHeaders.REQUEST_ID.toString()))
      .collect(Collectors.joining(","));

  private ShapeCors() {}

  static CorsHeaders of(CorsConfig config) {
    return new CorsHeaders(
        config, "GET, HEAD, POST, OPTIONS", "Authorization, Content-Type, If-None-Match", EXPOSED);
  }
}
