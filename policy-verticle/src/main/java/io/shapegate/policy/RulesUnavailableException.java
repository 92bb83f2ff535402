package io.shapegate.policy;

import io.shapegate.postgres.DatabaseFailure;

/** The rules cannot be read at the moment. The message is one line for the log; no stack is kept. */
final class RulesUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RulesUnavailableException(Throwable failure) {
    super("the rules cannot be read: " + DatabaseFailure.describe(failure), null, false, false);
  }
}
