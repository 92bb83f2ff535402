package io.shapegate.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves the page. It may load and run what comes from its own origin as files, and nothing else; it may talk to its own
 * origin and to the proxy. Names of assets change with their content, so they are kept for ever; the page itself is asked
 * for each time.
 */
final class PageHandler {
  private static final String INDEX = "/";

  private final DemoPage page;
  private final String policy;

  PageHandler(DemoPage page, Optional<URI> proxy) {
    this.page = page;
    this.policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
            + proxy
                .map(url -> " " + url.getScheme() + "://" + url.getRawAuthority())
                .orElse("")
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  void handle(DemoExchange exchange) {
    HttpServerRequest request = exchange.request();
    Asset asset =
        page.find(Objects.requireNonNull(request.path())).orElseThrow(Refusal::unknownRoute);
    boolean compressed = takesGzip(request);
    String etag = '"' + asset.etag() + (compressed ? "-gz\"" : "\"");
    addHeaders(request, asset, etag);
    if (etag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      exchange.answer(304, "not_modified");
    } else {
      send(exchange, asset, compressed);
    }
  }

  private static void send(DemoExchange exchange, Asset asset, boolean compressed) {
    HttpServerResponse response = exchange.request().response();
    Buffer content = compressed ? asset.gzip() : asset.plain();
    if (compressed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (HttpMethod.HEAD.equals(exchange.request().method())) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(content.length()));
      exchange.answer(200, "page");
    } else {
      exchange.answer(200, "page", content);
    }
  }

  private void addHeaders(HttpServerRequest request, Asset asset, String etag) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.VARY, "Accept-Encoding")
        .putHeader(
            HttpHeaders.CACHE_CONTROL,
            INDEX.equals(request.path()) ? "no-cache" : "public, max-age=31536000, immutable")
        .putHeader("Content-Security-Policy", policy)
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  /** A refusal by {@code q=0} counts as one. */
  private static boolean takesGzip(HttpServerRequest request) {
    String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    return accepted != null
        && Arrays.stream(accepted.split(",", -1))
            .map(String::trim)
            .anyMatch(coding -> coding.equals("gzip"));
  }
}
