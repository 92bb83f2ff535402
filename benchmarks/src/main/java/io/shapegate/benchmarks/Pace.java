package io.shapegate.benchmarks;

import java.time.Duration;

/**
 * How long a benchmark takes.
 *
 * @param firstWarmUp for each kind of work, before anything is measured
 * @param warmUp before each measurement
 * @param repetitions of every measurement, of which the median counts
 */
record Pace(Duration firstWarmUp, Duration warmUp, Duration measured, int repetitions) {
  /** Long enough for the JVM to have compiled what it will. */
  static final Pace FULL =
      new Pace(Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofSeconds(5), 3);

  /** Only shows that everything works. */
  static final Pace SMOKE = new Pace(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), 1);

  /** Long enough to see what a change does; for the suites that know it. */
  static final Pace QUICK =
      new Pace(Duration.ofSeconds(8), Duration.ofSeconds(1), Duration.ofSeconds(3), 1);

  boolean isQuick() {
    return equals(QUICK);
  }

  boolean isSmoke() {
    return firstWarmUp.isZero();
  }
}
