package io.shapegate.gatekeeper;

import io.shapegate.launcher.HealthHandler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a path asks for. Paths are compared as they were sent: no decoding, no dots, no empty segments. */
enum Route {
  TOKEN("/gatekeeper/:table"),
  KEYS("/.well-known/jwks.json"),
  HEALTH("/health"),
  UNKNOWN("-");

  private static final String TOKEN_PREFIX = "/gatekeeper/";

  private final String template;

  Route(String template) {
    this.template = template;
  }

  static Route of(@Nullable String path) {
    if (path == null) {
      return UNKNOWN;
    }
    if (path.startsWith(TOKEN_PREFIX)) {
      return isSegment(path.substring(TOKEN_PREFIX.length())) ? TOKEN : UNKNOWN;
    }
    if (path.equals(KEYS.template)) {
      return KEYS;
    }
    return HealthHandler.serves(path) ? HEALTH : UNKNOWN;
  }

  /** The last part of the path of a {@link #TOKEN}, still encoded. */
  static String table(HttpServerRequest request) {
    return Objects.requireNonNull(request.path()).substring(TOKEN_PREFIX.length());
  }

  private static boolean isSegment(String text) {
    return !text.isEmpty() && text.indexOf('/') < 0;
  }

  /** For the log. */
  @Override
  public String toString() {
    return template;
  }
}
