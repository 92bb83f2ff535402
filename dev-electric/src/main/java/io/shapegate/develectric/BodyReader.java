package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Reads the JSON object of a POST, of 8 MB at most. Other methods have none. */
final class BodyReader {
  private static final int MAX_BYTES = 8_000_000;

  private BodyReader() {}

  static Future<Map<String, Object>> read(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Future.succeededFuture(Map.of());
    }
    Promise<Buffer> body = Promise.promise();
    Buffer collected = Buffer.buffer();
    request.handler(chunk -> {
      if (collected.length() + chunk.length() <= MAX_BYTES) {
        collected.appendBuffer(chunk);
      } else {
        body.tryFail(new BadBody(413, new JsonObject().put("error", "Request body too large")));
      }
    });
    request.exceptionHandler(body::tryFail);
    request.endHandler(end -> body.tryComplete(collected));
    return body.future().map(BodyReader::parse);
  }

  private static Map<String, Object> parse(Buffer body) {
    if (body.length() == 0) {
      return Map.of();
    }
    try {
      if (Json.decodeValue(body) instanceof JsonObject object) {
        return object.getMap();
      }
    } catch (DecodeException e) {
      JsonObject error = new JsonObject().put("error", "Invalid JSON in request body");
      throw new BadBody(400, error.put("details", "the body is not valid JSON"));
    }
    throw new BadBody(400, new JsonObject().put("error", "Request body must be a JSON object"));
  }
}
