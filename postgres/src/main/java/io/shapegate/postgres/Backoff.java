package io.shapegate.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries until it works: after 1 s, then after twice as long each time, at most 10 s. One log line for each failure. */
public final class Backoff {
  private static final Logger LOG = LoggerFactory.getLogger(Backoff.class);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Predicate<Throwable> permanent;

  /** Gives up, with the failure, on what is permanent. */
  public Backoff(Vertx vertx, Predicate<Throwable> permanent) {
    this.vertx = vertx;
    this.permanent = permanent;
  }

  public Future<Void> until(Supplier<Future<Void>> attempt) {
    return attempt(attempt, FIRST);
  }

  private Future<Void> attempt(Supplier<Future<Void>> attempt, Duration pause) {
    return Future.<Void>future(promise -> attempt.get().onComplete(promise))
        .recover(failure -> permanent.test(failure)
            ? Future.failedFuture(failure)
            : after(pause, failure).compose(elapsed -> attempt(attempt, longer(pause))));
  }

  /** Never completes when Vert.x closes in the meantime. */
  private Future<Void> after(Duration pause, Throwable failure) {
    LOG.warn(
        "Postgres: {}; trying again in {} s", DatabaseFailure.describe(failure), pause.toSeconds());
    return Future.future(promise -> vertx.setTimer(pause.toMillis(), id -> promise.complete()));
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }
}
