package io.shapegate.gatekeeper;

import io.shapegate.contract.Shape;
import java.util.List;

/**
 * What a client sent, read.
 *
 * @param shape what it asks for
 * @param authorization the values of all its {@code Authorization} headers
 */
record TokenRequest(Shape shape, List<String> authorization) {
  @Override
  public String toString() {
    return "TokenRequest[" + shape + "]";
  }
}
