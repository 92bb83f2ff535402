package io.shapegate.proxy;

import io.shapegate.launcher.Settings;
import java.time.Duration;

/**
 * What a proxy process takes on at once.
 *
 * @param requests in flight, each of which has a connection to Electric; those beyond are a 503
 * @param requestsPerSubject in flight of one subject, those that wait for changes included; those beyond are a 429
 * @param ratePerSubject requests that one subject may send per second in the long run; 0 for any number
 * @param burstPerSubject requests that one subject may send at once
 */
public record ProxyLimits(
    int requests, int requestsPerSubject, int ratePerSubject, int burstPerSubject) {
  private static final int DEFAULT_REQUESTS = 20_000;
  private static final int DEFAULT_PER_SUBJECT = 1_000;
  private static final int DEFAULT_RATE = 100;
  private static final int DEFAULT_BURST = 1_000;
  private static final int MAX = 1_000_000;

  static ProxyLimits from(Settings settings) {
    return new ProxyLimits(
        settings.integer("MAX_REQUESTS", DEFAULT_REQUESTS, 1, MAX),
        settings.integer("MAX_REQUESTS_PER_SUBJECT", DEFAULT_PER_SUBJECT, 1, MAX),
        settings.integer("RATE_LIMIT", DEFAULT_RATE, 0, MAX),
        settings.integer("RATE_BURST", DEFAULT_BURST, 1, MAX));
  }

  /** No less than comes in a second. */
  int burst() {
    return Math.max(burstPerSubject, ratePerSubject);
  }

  /** How long a subject that has sent its burst has to be silent, to be allowed the whole of it again. */
  Duration timeToRefill() {
    return Duration.ofSeconds(ratePerSubject == 0 ? 0 : (burst() - 1) / ratePerSubject + 1);
  }
}
