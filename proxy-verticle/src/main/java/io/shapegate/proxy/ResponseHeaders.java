package io.shapegate.proxy;

import io.shapegate.contract.ElectricParameters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The headers of Electric's answer that go on to the client, and what becomes of its caching. */
final class ResponseHeaders {
  private static final List<String> KEPT = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of(
              "content-type",
              "content-encoding",
              "content-length",
              "etag",
              "retry-after",
              "surrogate-control"))
      .toList();

  private ResponseHeaders() {}

  static void copy(MultiMap from, MultiMap to) {
    for (String name : KEPT) {
      List<String> values = from.getAll(name);
      if (!values.isEmpty()) {
        to.set(name, values);
      }
    }
    to.set(HttpHeaders.CACHE_CONTROL, privately(from.getAll(HttpHeaders.CACHE_CONTROL)));
    to.add(HttpHeaders.VARY, "Authorization, Accept-Encoding");
  }

  /** One user's rows belong into that user's own cache: no directive for shared caches is left. */
  static String privately(List<String> cacheControl) {
    List<String> directives = new ArrayList<>();
    directives.add("private");
    for (String value : cacheControl) {
      for (String directive : value.split(",", -1)) {
        String plain = directive.strip().toLowerCase(Locale.ROOT);
        boolean shared =
            plain.equals("public") || plain.startsWith("s-maxage") || plain.startsWith("private");
        if (!plain.isEmpty() && !shared) {
          directives.add(plain);
        }
      }
    }
    return directives.size() == 1 ? "private, no-cache" : String.join(", ", directives);
  }
}
