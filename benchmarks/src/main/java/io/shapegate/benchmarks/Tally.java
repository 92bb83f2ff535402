package io.shapegate.benchmarks;

import java.util.Arrays;

/** Counts answers and keeps how long every single one took, so that percentiles are exact. */
final class Tally {
  private static final int FIRST_CAPACITY = 65_536;

  private long[] nanos = new long[FIRST_CAPACITY];
  private int answered;
  private int refused;
  private String firstRefusal = "";

  void answered(long took) {
    if (answered == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * answered);
    }
    nanos[answered++] = took;
  }

  void refused(String answer) {
    if (refused++ == 0) {
      firstRefusal = answer;
    }
  }

  /** Whether nothing was answered yet; refusals are no answers. */
  boolean isEmpty() {
    return answered == 0;
  }

  Sample sample(long elapsedNanos, long cpuNanos) {
    long[] sorted = Arrays.copyOf(nanos, answered);
    Arrays.sort(sorted);
    return new Sample(sorted, refused, firstRefusal, elapsedNanos, cpuNanos);
  }
}
