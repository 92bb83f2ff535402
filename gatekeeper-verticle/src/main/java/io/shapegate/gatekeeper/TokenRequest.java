package io.shapegate.gatekeeper;

import io.shapegate.contract.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent, read.
 *
 * @param shape what it asks for
 * @param authorization the values of all its {@code Authorization} headers
 * @param explain null where it asks for a token
 */
record TokenRequest(
    Shape shape, List<String> authorization, @Nullable ExplainRequest explain) {
  @Override
  public String toString() {
    return "TokenRequest[" + shape + "]";
  }
}
