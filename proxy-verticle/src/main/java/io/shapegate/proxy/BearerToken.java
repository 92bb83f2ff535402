package io.shapegate.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token in {@code Authorization: Bearer …} (RFC 6750, section 2.1), the only place where it may be. */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /** The header with a token; null for no header, more than one, and another scheme. */
  static @Nullable String header(MultiMap headers) {
    List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
    return values.size() == 1 && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? values.get(0)
        : null;
  }

  /** What stands behind the scheme. Whether it is a token is for its verifier to say. */
  static String in(String header) {
    return header.substring(SCHEME.length());
  }
}
