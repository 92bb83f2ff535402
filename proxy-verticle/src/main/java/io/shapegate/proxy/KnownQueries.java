package io.shapegate.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Reads queries, and remembers those of the last thousand or so URIs, as the clients of one shape all ask the same at the
 * same time. A query that is not remembered costs next to nothing more. Used on one event loop alone.
 */
final class KnownQueries {
  /** A power of two. */
  private static final int PLACES = 1_024;

  /** Anybody may fill the places, so they take a few megabytes at most. */
  private static final int MAX_LENGTH = 1_000;

  private record Known(String uri, ShapeRequest request) {}

  private final @Nullable Known[] places = new Known[PLACES];

  /** What {@link ShapeRequest#parse} makes of the URI's query, with the same result and the same failures. */
  ShapeRequest read(String uri) {
    if (uri.length() > MAX_LENGTH) {
      return ShapeRequest.parse(queryOf(uri));
    }
    int hash = uri.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    Known known = places[place];
    if (known != null && known.uri.equals(uri)) {
      return known.request;
    }
    ShapeRequest request = ShapeRequest.parse(queryOf(uri));
    places[place] = new Known(uri, request);
    return request;
  }

  private static @Nullable String queryOf(String uri) {
    int question = uri.indexOf('?');
    return question < 0 ? null : uri.substring(question + 1);
  }
}
