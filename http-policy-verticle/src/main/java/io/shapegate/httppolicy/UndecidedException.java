package io.shapegate.httppolicy;

/**
 * There is no decision on one question, which says nothing about others: somebody's odd claims may be all that the service
 * stumbles over, and must not shut everybody out.
 */
final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidedException(String message) {
    super(message, null, false, false);
  }
}
