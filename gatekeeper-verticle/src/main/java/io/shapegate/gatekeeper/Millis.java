package io.shapegate.gatekeeper;

import java.util.Locale;

/** Lengths of time as people and programs read them. */
final class Millis {
  private static final double NANOS = 1e6;
  private static final double PRECISION = 1e3;

  private Millis() {}

  /** Milliseconds, to the microsecond. */
  static double of(long nanos) {
    return Math.round(nanos / NANOS * PRECISION) / PRECISION;
  }

  /** Such as {@code 3.1 ms}. */
  static String text(double millis) {
    return String.format(Locale.ROOT, "%.1f ms", millis);
  }
}
