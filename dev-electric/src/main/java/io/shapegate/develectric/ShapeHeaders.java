package io.shapegate.develectric;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;

/** The headers of answers about a shape. */
final class ShapeHeaders {
  private final Exchange exchange;
  private final MultiMap headers;

  ShapeHeaders(Exchange exchange) {
    this.exchange = exchange;
    this.headers = exchange.http().response().headers();
  }

  /** For an answer with data. */
  void log(LogOffset end, boolean upToDate) {
    headers.set("etag", '"' + etag(end) + '"');
    headers.set("electric-has-data", "true");
    common(end);
    putUpToDate(upToDate);
  }

  /** For an answer without news. Its etag is never the same twice, so that no cache can confirm it. */
  void noChange(LogOffset end) {
    headers.set("etag", '"' + etag(end) + ":" + System.nanoTime() + '"');
    headers.set("electric-has-data", "false");
    common(end);
    putUpToDate(true);
  }

  void subset(LogOffset end) {
    headers.set("cache-control", "no-cache");
    headers.set("content-type", Reply.JSON);
    headers.set("electric-snapshot", "true");
    putShape(end);
  }

  void eventStream() {
    headers.set("content-type", "text/event-stream");
    headers.set("connection", "keep-alive");
  }

  boolean isKnown(LogOffset end) {
    return exchange.http().headers().getAll("if-none-match").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(tag -> tag.strip().replace("\"", ""))
        .anyMatch(etag(end)::equals);
  }

  void withoutSchema() {
    headers.remove("electric-schema");
  }

  private String etag(LogOffset end) {
    return exchange.shape().handle() + ":" + exchange.parameters().offsetText() + ":" + end;
  }

  private void common(LogOffset end) {
    headers.set("cache-control", cacheControl());
    headers.set("content-type", Reply.JSON);
    putShape(end);
    if (exchange.parameters().live()) {
      headers.set("electric-cursor", exchange.cursor());
    }
  }

  private void putShape(LogOffset end) {
    headers.set("electric-handle", exchange.shape().handle());
    headers.set("electric-offset", end.toString());
    if (!exchange.parameters().live()) {
      ShapeDefinition shape = exchange.shape().definition();
      headers.set("electric-schema", SchemaHeader.of(shape.table(), shape.columns()));
    }
  }

  private void putUpToDate(boolean upToDate) {
    if (upToDate) {
      headers.set("electric-up-to-date", "");
    }
  }

  private String cacheControl() {
    ShapeParameters parameters = exchange.parameters();
    if (exchange.http().method().equals(HttpMethod.POST)) {
      return "no-cache";
    }
    if (LogOffset.BEFORE_ALL.equals(parameters.offset())) {
      return "public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746";
    }
    if (!parameters.live()) {
      return "public, max-age=60, stale-while-revalidate=300";
    }
    long sseSeconds = Math.max(1, exchange.config().timings().sseLifetime().toSeconds() - 1);
    return parameters.sse()
        ? "public, max-age=" + sseSeconds
        : "public, max-age=5, stale-while-revalidate=5";
  }
}
