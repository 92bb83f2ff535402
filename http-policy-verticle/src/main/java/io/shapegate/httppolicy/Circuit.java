package io.shapegate.httppolicy;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a service that cannot be asked, and those who would wait for it: after some failures in a row, within a minute,
 * questions fail at once. After a pause a single one is let through, and its success lets all others through again.
 */
final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
  private static final long NONE = -1;
  private static final int WINDOW_MILLIS = 60_000;

  private final CircuitBreaker breaker;
  private final Duration pause;

  /** Written under the breaker's lock. */
  private boolean reported;

  /** What is called must end by itself: a question without an end would keep the circuit open for good. */
  Circuit(Vertx vertx, int maxFailures, Duration pause) {
    this.pause = pause;
    CircuitBreakerOptions options = new CircuitBreakerOptions()
        .setMaxFailures(maxFailures)
        .setFailuresRollingWindow(WINDOW_MILLIS)
        .setResetTimeout(pause.toMillis())
        .setTimeout(NONE);
    breaker = CircuitBreaker.create("http-policy", vertx, options)
        .failurePolicy(answer -> answer.failed() && answer.cause() instanceof UnavailableException)
        .openHandler(opened -> opened(maxFailures))
        .closeHandler(closed -> closed());
  }

  <T> Future<T> run(Supplier<Future<T>> question) {
    return breaker
        .execute(question)
        .recover(failure -> Future.failedFuture(
            failure instanceof OpenCircuitException
                ? new UnavailableException("not asked, as the questions before this one failed")
                : failure));
  }

  /** Whether questions are put to the service as they come. */
  boolean isClosed() {
    return breaker.state() == CircuitBreakerState.CLOSED;
  }

  /** {@code closed}, {@code open}, or {@code half_open} while the next question is the trial. */
  String state() {
    return breaker.state().name().toLowerCase(Locale.ROOT);
  }

  private void opened(int maxFailures) {
    if (!reported) {
      LOG.warn(
          "the authorization service failed {} times in a row; asking it once in {} ms until it answers",
          maxFailures,
          pause.toMillis());
    }
    reported = true;
  }

  private void closed() {
    LOG.info("the authorization service answers again");
    reported = false;
  }
}
