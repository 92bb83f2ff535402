package io.shapegate.benchmarks;

import java.util.Arrays;

/**
 * What one run of the load gave.
 *
 * @param sortedNanos how long each answer of a 2xx status took
 * @param refused how many answers had another status
 * @param firstRefusal the first of these, in full
 * @param cpuNanos processor time of the thread that made the load
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Sample(
    long[] sortedNanos, int refused, String firstRefusal, long elapsedNanos, long cpuNanos) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  int answered() {
    return sortedNanos.length;
  }

  double perSecond() {
    return answered() * NANOS_PER_SECOND / elapsedNanos;
  }

  /** How many of the answers took longer, in percent. */
  double percentLaterThan(double millis) {
    long later = Arrays.stream(sortedNanos)
        .filter(nanos -> nanos > millis * NANOS_PER_MILLI)
        .count();
    return answered() == 0 ? 0 : 100.0 * later / answered();
  }

  /** The smallest latency that at least this share of the answers did not exceed (nearest rank), in milliseconds. */
  double millisAt(double share) {
    int rank = (int) Math.ceil(share * answered());
    return answered() == 0 ? 0 : sortedNanos[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
  }
}
