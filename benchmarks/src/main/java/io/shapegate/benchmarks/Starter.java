package io.shapegate.benchmarks;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a contender starts.
 *
 * @param peer the program that has to be there; null for what we bring ourselves
 */
record Starter(@Nullable Peer peer, Start start) {
  /** Starts it under a name. */
  interface Start {
    StartedProcess start(String name) throws IOException;
  }
}
