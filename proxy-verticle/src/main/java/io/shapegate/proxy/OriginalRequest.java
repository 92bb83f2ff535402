package io.shapegate.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request that another proxy received, as its headers describe it. Whoever can set them can say anything. */
record OriginalRequest(HttpMethod method, String uri) {
  /** As configurations of nginx call them, and as Caddy and Traefik do. */
  private static final List<Names> CONVENTIONS = List.of(
      new Names("x-original-method", "x-original-uri"),
      new Names("x-forwarded-method", "x-forwarded-uri"));

  /** A token (RFC 9110, section 5.6.2). */
  private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}");

  private record Names(String method, String uri) {}

  /** Nothing unless exactly one of the two pairs is there, and each of its headers once: anything else is ambiguous. */
  static Optional<OriginalRequest> of(MultiMap headers) {
    List<Names> given = CONVENTIONS.stream()
        .filter(names -> headers.contains(names.method) || headers.contains(names.uri))
        .toList();
    if (given.size() != 1) {
      return Optional.empty();
    }
    List<String> method = headers.getAll(given.get(0).method);
    List<String> uri = headers.getAll(given.get(0).uri);
    return method.size() == 1
            && uri.size() == 1
            && METHOD.matcher(method.get(0)).matches()
        ? Optional.of(new OriginalRequest(HttpMethod.valueOf(method.get(0)), uri.get(0)))
        : Optional.empty();
  }
}
