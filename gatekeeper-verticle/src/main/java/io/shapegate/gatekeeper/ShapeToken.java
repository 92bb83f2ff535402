package io.shapegate.gatekeeper;

import io.shapegate.contract.Shape;
import java.time.Instant;

/** A signed token, its {@code jti}, with the shape that it grants, and how long and until when it lives. */
record ShapeToken(String id, String text, Shape shape, long seconds, Instant expiresAt) {
  @Override
  public String toString() {
    return "ShapeToken[" + id + ", " + shape + ", " + expiresAt + "]";
  }
}
