package io.shapegate.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The headers of a client that go on to Electric: three, once each, and only in the form that their standards give them.
 * Anything else of them is left out.
 */
final class RequestHeaders {
  private static final Map<String, Pattern> FORMS = Map.of(
      "if-none-match", Pattern.compile("[!-~ ]{1,1024}"),
      "accept-encoding", Pattern.compile("[A-Za-z0-9*,;=. -]{1,256}"),
      "traceparent", Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"));

  private RequestHeaders() {}

  static void copy(MultiMap from, MultiMap to, String requestId) {
    FORMS.forEach((name, form) -> {
      List<String> values = from.getAll(name);
      if (values.size() == 1 && form.matcher(values.get(0)).matches()) {
        to.set(name, values.get(0));
      }
    });
    to.set(HttpHeaders.ACCEPT, "*/*");
    to.set("x-request-id", requestId);
  }
}
