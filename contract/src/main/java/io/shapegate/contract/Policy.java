package io.shapegate.contract;

import io.vertx.core.Future;

/**
 * Decides whether, and how much of, a shape somebody may read. Called on the event loop that serves it, so it must not
 * block; a failed future becomes a 503 for the client, never an allow.
 */
@FunctionalInterface
public interface Policy {
  Future<Decision> decide(PolicyRequest request);
}
