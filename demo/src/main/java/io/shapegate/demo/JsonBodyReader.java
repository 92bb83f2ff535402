package io.shapegate.demo;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.shapegate.launcher.BodyReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a JSON object of up to 4 KiB, within 10 s. Only {@code application/json} is taken: a page of another origin cannot
 * send that without asking first, and is never allowed to.
 */
final class JsonBodyReader {
  private static final int MAX_BYTES = 4_096;
  private static final Duration MAX_TIME = Duration.ofSeconds(10);
  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;\\s*charset=(utf-8|\"utf-8\")\\s*)?");

  private final BodyReader bodies;

  JsonBodyReader(Vertx vertx) {
    bodies = new BodyReader(vertx, MAX_BYTES, MAX_TIME);
  }

  /** Fails with a {@link Refusal}, or with the body's own failure. Call it before anything asynchronous. */
  Future<JsonObject> read(HttpServerRequest request) {
    return isJson(request)
        ? bodies.read(request).map(JsonBodyReader::parse)
        : Future.failedFuture(Refusal.contentType());
  }

  private static boolean isJson(HttpServerRequest request) {
    List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
    return types.size() == 1
        && !request.headers().contains(HttpHeaders.CONTENT_ENCODING)
        && JSON.matcher(types.get(0).trim().toLowerCase(Locale.ROOT)).matches();
  }

  private static JsonObject parse(Buffer body) {
    try {
      return StrictJson.object(body.getBytes());
    } catch (ContractException e) {
      throw Refusal.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
