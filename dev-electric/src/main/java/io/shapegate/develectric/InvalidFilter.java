package io.shapegate.develectric;

import java.util.Objects;

/** A where-clause that is refused. The caller knows which parameter it came from. */
final class InvalidFilter extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidFilter(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), "invalid");
  }
}
