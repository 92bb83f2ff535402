package io.shapegate.policy;

/** A rule that cannot be used. The message tells its author why. */
final class InvalidRuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRuleException(String message) {
    super(message, null, false, false);
  }
}
