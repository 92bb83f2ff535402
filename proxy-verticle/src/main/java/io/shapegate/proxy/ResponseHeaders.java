package io.shapegate.proxy;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.shapegate.contract.ElectricParameters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers of Electric's answer that go on to the client, what becomes of its caching, and headers of our own. */
final class ResponseHeaders {
  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

  /** How many seconds the token still lasts, counted when the answer began. */
  static final CharSequence TOKEN_LIFETIME = HttpHeaders.createOptimized("shapegate-token-ttl");

  private static final CharSequence VARY =
      HttpHeaders.createOptimized("Authorization, Accept-Encoding");

  /** Each has one value; of several, the first counts. */
  static final List<CharSequence> KEPT = Stream.concat(
          ElectricParameters.CLIENT_HEADERS.stream(),
          Stream.of(
              "content-type", "content-encoding", "content-length", "date", "etag", "retry-after"))
      .map(HttpHeaders::createOptimized)
      .toList();

  /** RFC 9111, section 5.2.2, and RFC 5861, without what addresses or loosens shared caches. */
  private static final Pattern PRIVATE = Pattern.compile(
      "no-store|no-cache|no-transform|must-revalidate|(?:max-age|stale-while-revalidate|stale-if-error)=[0-9]{1,10}");

  /** Electric has a handful of values, and one of them is in every answer. */
  private static final LoadingCache<String, CharSequence> PRIVATELY = Caffeine.newBuilder()
      .maximumSize(100)
      .executor(Runnable::run)
      .build(directives -> HttpHeaders.createOptimized(privately(directives)));

  private ResponseHeaders() {}

  /** To a head that has none of them yet. */
  static void copy(io.netty.handler.codec.http.HttpHeaders from, MultiMap to) {
    for (CharSequence name : KEPT) {
      String value = from.get(name);
      if (value != null) {
        to.add(name, value);
      }
    }
    to.add(HttpHeaders.CACHE_CONTROL, PRIVATELY.get(cacheControl(from)));
    to.add(HttpHeaders.VARY, VARY);
  }

  /** RFC 9110, section 5.3: several mean the same as one with all of them. */
  private static String cacheControl(io.netty.handler.codec.http.HttpHeaders from) {
    List<String> values = from.getAll(HttpHeaders.CACHE_CONTROL);
    return values.size() == 1 ? values.get(0) : String.join(",", values);
  }

  static void setTokenLifetime(MultiMap to, long millis) {
    to.set(TOKEN_LIFETIME, String.valueOf(Math.max(0, millis / 1_000)));
  }

  /** Takes away what {@link #copy} brought, for an answer of our own. */
  static void clear(MultiMap headers) {
    KEPT.forEach(headers::remove);
    headers.remove(TOKEN_LIFETIME);
    headers.remove(HttpHeaders.TRANSFER_ENCODING);
  }

  /**
   * One user's rows belong into that user's own cache. What is left of Electric's directives is what such a cache may know;
   * where nothing is, it has to ask each time.
   */
  static String privately(String cacheControl) {
    String directives = Stream.of(cacheControl.split(",", -1))
        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
        .filter(directive -> PRIVATE.matcher(directive).matches())
        .collect(Collectors.joining(", "));
    return "private, " + (directives.isEmpty() ? "no-cache" : directives);
  }
}
