package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a decision came about.
 *
 * @param caller who wants to know
 * @param hearing who was asked about what, and what each policy said
 * @param refusal why there would be no token; null where there would be one
 * @param seconds how long the token would live; 0 where there would be none
 * @param stepNanos how long each step took, in order
 * @param nanos how long all of it took
 */
record Explanation(
    Subject caller,
    Hearing hearing,
    @Nullable Refusal refusal,
    long seconds,
    Map<String, Long> stepNanos,
    long nanos) {
  /** {@code allow}, {@code deny} or {@code unavailable}. */
  String decision() {
    if (refusal == null) {
      return "allow";
    }
    return refusal.kind() == Refusal.Kind.DENIED ? "deny" : "unavailable";
  }

  /** Why, in the words of the policies or of whoever refused. */
  @Nullable
  String reason() {
    Allow allowed = hearing.allowed();
    return refusal != null ? refusal.detail() : allowed == null ? null : allowed.reason();
  }

  boolean isDryRun() {
    return !hearing.subject().equals(caller);
  }
}
