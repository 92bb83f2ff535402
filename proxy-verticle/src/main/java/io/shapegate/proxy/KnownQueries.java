package io.shapegate.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Reads queries, and remembers the last thousand or so, as the clients of one shape all ask the same at the same time. A
 * query that is not remembered costs next to nothing more. Used on one event loop alone.
 */
final class KnownQueries {
  /** A power of two. */
  private static final int PLACES = 1_024;

  /** Anybody may fill the places, so they take a few megabytes at most. */
  private static final int MAX_LENGTH = 1_000;

  private record Known(String query, ShapeRequest request) {}

  private final @Nullable Known[] places = new Known[PLACES];

  /** {@link ShapeRequest#parse}, with the same result and the same failures. */
  ShapeRequest read(@Nullable String query) {
    if (query == null || query.length() > MAX_LENGTH) {
      return ShapeRequest.parse(query);
    }
    int hash = query.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    Known known = places[place];
    if (known != null && known.query.equals(query)) {
      return known.request;
    }
    ShapeRequest request = ShapeRequest.parse(query);
    places[place] = new Known(query, request);
    return request;
  }
}
