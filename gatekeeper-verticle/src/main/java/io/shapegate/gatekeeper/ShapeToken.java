package io.shapegate.gatekeeper;

import io.shapegate.contract.Shape;
import java.time.Instant;

/** A signed token with the shape that it grants and the moment at which it ends. */
record ShapeToken(String text, Shape shape, Instant expiresAt) {
  @Override
  public String toString() {
    return "ShapeToken[" + shape + ", " + expiresAt + "]";
  }
}
