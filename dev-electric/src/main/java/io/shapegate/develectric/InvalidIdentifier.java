package io.shapegate.develectric;

import java.util.Objects;

/** A text that is no identifier; the message is Electric's. */
final class InvalidIdentifier extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidIdentifier(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "invalid");
  }
}
