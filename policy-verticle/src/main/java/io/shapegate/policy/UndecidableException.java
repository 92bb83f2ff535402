package io.shapegate.policy;

import io.shapegate.postgres.DatabaseFailure;

/** There can be no decision at the moment, which denies. The message is one line for the log; no stack is kept. */
final class UndecidableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidableException(String what, Throwable failure) {
    this(what + ": " + DatabaseFailure.describe(failure));
  }

  UndecidableException(String message) {
    super(message, null, false, false);
  }
}
