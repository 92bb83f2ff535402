package io.shapegate.policy;

/** A rule or a lookup that cannot be used. The message says why, to whoever wrote it; no stack is kept. */
final class InvalidRuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRuleException(String message) {
    super(message, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
