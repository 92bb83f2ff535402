package io.shapegate.proxy;

import io.shapegate.contract.ElectricParameters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers of Electric's answer that go on to the client, and what becomes of its caching. */
final class ResponseHeaders {
  private static final List<String> KEPT = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of("content-type", "content-encoding", "content-length", "etag", "retry-after"))
      .toList();

  /** RFC 9111, section 5.2.2, and RFC 5861, without what addresses or loosens shared caches. */
  private static final Pattern PRIVATE = Pattern.compile(
      "no-store|no-cache|no-transform|must-revalidate|(?:max-age|stale-while-revalidate|stale-if-error)=[0-9]{1,10}");

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

  /** Takes away what {@link #copy} brought, for an answer of our own. */
  static void clear(MultiMap headers) {
    KEPT.forEach(headers::remove);
    headers.remove(HttpHeaders.TRANSFER_ENCODING);
  }

  /**
   * One user's rows belong into that user's own cache. What is left of Electric's directives is what such a cache may know;
   * where nothing is, it has to ask each time.
   */
  static String privately(List<String> cacheControl) {
    String directives = cacheControl.stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
        .filter(directive -> PRIVATE.matcher(directive).matches())
        .collect(Collectors.joining(", "));
    return "private, " + (directives.isEmpty() ? "no-cache" : directives);
  }
}
