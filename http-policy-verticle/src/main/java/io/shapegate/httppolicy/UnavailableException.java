package io.shapegate.httppolicy;

/** The service cannot be asked, whatever the question. These, and no others, open the circuit. */
final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message, null, false, false);
  }
}
