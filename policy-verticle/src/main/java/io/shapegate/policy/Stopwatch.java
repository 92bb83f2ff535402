package io.shapegate.policy;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each step of a decision took. */
final class Stopwatch {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<String, Double> millis = new LinkedHashMap<>();
  private long sinceNanos = System.nanoTime();

  void lap(String step) {
    long now = System.nanoTime();
    millis.put(step, millis(now - sinceNanos));
    sinceNanos = now;
  }

  /** Milliseconds by step, with three digits behind the point. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    millis.forEach(json::put);
    return json;
  }

  static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0;
  }
}
