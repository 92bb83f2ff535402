package io.shapegate.policy;

import io.shapegate.contract.Shape;
import java.util.Optional;

/**
 * The filter that a client gave.
 *
 * @param read empty where it cannot be used
 * @param problem why not; empty where it can
 */
record AskedFilter(Optional<ClientFilter> read, String problem) {
  /** Empty where the client gave none. */
  static Optional<AskedFilter> of(Shape asked) {
    return Optional.ofNullable(asked.where()).map(where -> of(where, asked));
  }

  private static AskedFilter of(String where, Shape asked) {
    try {
      return new AskedFilter(Optional.of(ClientFilter.parse(where, asked.params())), "");
    } catch (FilterException e) {
      return new AskedFilter(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }
}
