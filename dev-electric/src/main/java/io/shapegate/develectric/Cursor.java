package io.shapegate.develectric;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The electric-cursor of live answers: seconds since Electric's epoch, rounded up to the length of a long poll. */
final class Cursor {
  private static final Instant EPOCH = Instant.parse("2024-10-09T00:00:00Z");
  private static final int HOUR_SECONDS = 3_600;

  private Cursor() {}

  static String next(Duration longPoll, Instant now, @Nullable Object previous) {
    long interval = longPoll.toSeconds();
    if (interval == 0) {
      return "0";
    }
    long next = (Duration.between(EPOCH, now).toSeconds() + interval - 1) / interval * interval;
    long last = parse(previous);
    return Long.toString(
        next > last ? next : last + ThreadLocalRandom.current().nextInt(1, HOUR_SECONDS + 1));
  }

  private static long parse(@Nullable Object text) {
    return text instanceof String digits && digits.matches("\\d{1,15}")
        ? Long.parseLong(digits)
        : 0;
  }
}
