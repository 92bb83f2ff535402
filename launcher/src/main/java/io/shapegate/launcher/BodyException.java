package io.shapegate.launcher;

import io.shapegate.contract.Problem;
import java.time.Duration;

/** A request's body that is not to be had; the whole problem may be shown to the client. */
public final class BodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private BodyException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  static BodyException incomplete() {
    return new BodyException(new Problem(
        400, "invalid_request", "The request cannot be read", "the body ends too early"));
  }

  static BodyException tooSlow(Duration limit) {
    return new BodyException(new Problem(
        408,
        "body_too_slow",
        "The body did not arrive in time",
        "a body must be here within " + limit.toMillis() + " ms"));
  }

  static BodyException tooLarge(int limit) {
    return new BodyException(
        new Problem(413, "body_too_large", "The body is too large", "at most " + limit + " bytes"));
  }
}
