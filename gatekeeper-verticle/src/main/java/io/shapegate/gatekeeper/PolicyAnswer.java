package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What one policy answered to one question, for logs and explanations.
 *
 * @param decision after the check that it widens nothing; null where there is none
 * @param error what is wrong with the policy, in words; null where nothing is
 * @param nanos how long it took, retries and all
 */
record PolicyAnswer(
    String address, @Nullable Decision decision, @Nullable String error, long nanos) {
  static PolicyAnswer of(
      String address, Decision decision, @Nullable String wider, long startNanos) {
    String error = wider == null ? null : "it allowed more than it was asked about: " + wider;
    return new PolicyAnswer(address, decision, error, System.nanoTime() - startNanos);
  }

  static PolicyAnswer none(String address, Throwable failure, long startNanos) {
    return new PolicyAnswer(
        address, null, PolicyFailure.describe(failure), System.nanoTime() - startNanos);
  }

  Trace trace() {
    return decision == null ? Trace.NONE : decision.trace();
  }
}
