package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/** Postgres cannot be asked right now: 503. */
final class DatabaseUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnreachable(@Nullable Throwable cause) {
    super("Database is unreachable", cause, false, false);
  }
}
