package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An answer with its headers in lower case. */
record Answer(int status, Map<String, String> headers, String body) {

  static Answer of(HttpResponse<String> response) {
    return of(response, response.body());
  }

  static Answer of(HttpResponse<?> response, String body) {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    return new Answer(response.statusCode(), headers, body);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  String handle() {
    return header("electric-handle");
  }

  String offset() {
    return header("electric-offset");
  }

  boolean isUpToDate() {
    return headers.containsKey("electric-up-to-date");
  }

  List<JsonObject> messages() {
    return new JsonArray(body).stream().map(JsonObject.class::cast).toList();
  }

  /** The messages about rows, without the control messages. */
  List<JsonObject> rows() {
    return messages().stream().filter(message -> message.containsKey("key")).toList();
  }

  /** The query of the request that follows this one. */
  String next() {
    return "handle=" + handle() + "&offset=" + offset();
  }
}
