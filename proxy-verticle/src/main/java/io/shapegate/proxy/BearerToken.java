package io.shapegate.proxy;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the token from {@code Authorization: Bearer …} (RFC 6750, section 2.1), the only place where it may be. */
final class BearerToken {
  private static final Pattern BEARER =
      Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9_.-]+)");

  private BearerToken() {}

  /** Empty for no header, more than one, another scheme, and characters that no token has. */
  static Optional<String> of(HttpServerRequest request) {
    List<String> values = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    return Optional.of(values)
        .filter(all -> all.size() == 1)
        .map(all -> BEARER.matcher(all.get(0)))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }
}
