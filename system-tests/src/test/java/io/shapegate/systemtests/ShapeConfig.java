package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** What the gatekeeper answers where it grants a shape. */
record ShapeConfig(JsonObject json) {
  static ShapeConfig of(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    return new ShapeConfig(new JsonObject(answer.body()));
  }

  String authorization() {
    return json.getJsonObject("headers").getString("Authorization");
  }

  /** The organisations of the rows that come back. */
  Set<String> organisations() throws Exception {
    HttpResponse<String> rows = sync(authorization());
    assertEquals(200, rows.statusCode(), rows.body());
    return new JsonArray(rows.body())
        .stream()
            .map(JsonObject.class::cast)
            .filter(message -> message.containsKey("value"))
            .map(message -> message.getJsonObject("value").getString("org_id"))
            .collect(Collectors.toSet());
  }

  /** Asks for the shape as the official client would: its params, spelled out. */
  HttpResponse<String> sync(String authorization) throws Exception {
    JsonObject params = json.getJsonObject("params");
    StringBuilder url = new StringBuilder(json.getString("url") + "?offset=-1");
    for (String name : params.fieldNames()) {
      if (params.getValue(name) instanceof JsonObject values) {
        values.forEach(value -> url.append("&params%5B")
            .append(value.getKey())
            .append("%5D=")
            .append(encoded(value.getValue())));
      } else {
        url.append('&').append(name).append('=').append(encoded(params.getValue(name)));
      }
    }
    return Http.get(url.toString(), authorization.substring("Bearer ".length()));
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
  }
}
