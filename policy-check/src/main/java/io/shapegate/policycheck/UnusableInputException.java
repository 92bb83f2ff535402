package io.shapegate.policycheck;

/** What was given to the check cannot be used. The message is one line that says where and why. */
final class UnusableInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnusableInputException(String message) {
    super(message);
  }
}
