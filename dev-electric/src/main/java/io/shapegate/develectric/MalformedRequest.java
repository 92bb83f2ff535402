package io.shapegate.develectric;

/** A path or query that cannot be decoded: 400 without a body. */
final class MalformedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedRequest() {
    super("malformed request", null, false, false);
  }
}
