package io.shapegate.benchmarks;

/** What is measured of a proxy. Names of the constants, in lower case, are those of the JSON. */
enum Figure {
  CPU_US("CPU µs/request", "%.1f"),
  REQUESTS_PER_SECOND("requests/s", "%.0f"),
  CORE_BUSY_PERCENT("core busy %", "%.0f"),
  LOAD_CPU_US("load's own µs", "%.1f"),
  REFUSED("refused", "%.0f"),
  P50_MS("p50 ms", "%.2f"),
  P99_MS("p99 ms", "%.2f"),
  P999_MS("p99.9 ms", "%.2f"),
  PACED_LATE_PERCENT("later than 0.5 ms, %", "%.2f"),
  PACED_PER_SECOND("requests/s", "%.0f"),
  PACED_P50_MS("p50 ms", "%.2f"),
  PACED_P99_MS("p99 ms", "%.2f"),
  PACED_P999_MS("p99.9 ms", "%.2f"),
  PACED_CPU_US("CPU µs/request", "%.1f"),
  STREAM_CPU_MS_PER_GB("CPU ms/GB", "%.0f"),
  STREAM_MB_PER_SECOND("MB/s", "%.0f"),
  TOKENS_1("1 token", "%.1f"),
  TOKENS_64("64 tokens", "%.1f"),
  TOKENS_1000("1,000 tokens", "%.1f"),
  PLACES_NEW("64 tokens, a new place in the log each time", "%.1f"),
  TOKENS_NEW("a new token each time", "%.1f"),
  SLOW_BEFORE_MIB("RSS before, MiB", "%.0f"),
  SLOW_MOST_MIB("most RSS, MiB", "%.0f"),
  SLOW_GROWTH_MIB("growth, MiB", "%.0f"),
  SLOW_READ_GB("read, GB", "%.1f"),
  SLOW_SECONDS("in seconds", "%.0f"),
  SLOW_WHOLE("bodies read whole", "%.0f");

  private final String heading;
  private final String format;

  Figure(String heading, String format) {
    this.heading = heading;
    this.format = format;
  }

  String heading() {
    return heading;
  }

  String text(double value) {
    return Double.isNaN(value) ? "–" : String.format(format, value);
  }
}
