package io.shapegate.develectric;

/** A shape that does not fit in the memory that the stand-in may use. */
final class ShapeTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShapeTooLarge(long maxBytes) {
    super(
        "The shape does not fit in the " + maxBytes + " bytes that this development stand-in keeps",
        null,
        false,
        false);
  }
}
