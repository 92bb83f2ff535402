package io.shapegate.tokens;

/** A key that we do not verify with. The message says why, and never shows the key. */
public final class UnusableKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableKeyException(String message) {
    super(message, null, false, false);
  }
}
