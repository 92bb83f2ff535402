package io.shapegate.demo;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path asks for. Paths are compared as they were sent. */
enum Route {
  PAGE("/", "GET, HEAD"),
  SAMPLES("/demo/samples", "GET"),
  SIGN_IN("/demo/sign-in", "POST"),
  ROWS("/demo/rows", "POST"),
  MOVES("/demo/moves", "POST"),
  UNKNOWN("-", "");

  private static final String ASSETS = "/assets/";
  private static final String API = "/demo/";

  private final String path;
  private final String allowed;

  Route(String path, String allowed) {
    this.path = path;
    this.allowed = allowed;
  }

  static Route of(@Nullable String path) {
    if (path != null && path.startsWith(ASSETS)) {
      return PAGE;
    }
    for (Route route : values()) {
      if (route.path.equals(path)) {
        return route;
      }
    }
    return UNKNOWN;
  }

  /** Whether a path is the demo's, for a server that serves others too. */
  static boolean serves(@Nullable String path) {
    return of(path) != UNKNOWN || (path != null && path.startsWith(API));
  }

  boolean takes(HttpMethod method) {
    return List.of(allowed.split(", ", -1)).contains(method.name());
  }

  /** For the header {@code Allow}. */
  String allowed() {
    return allowed;
  }

  /** For the log. */
  @Override
  public String toString() {
    return path;
  }
}
