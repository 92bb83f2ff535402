package io.shapegate.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What a bind stands for.
 *
 * @param text as Postgres reads it; empty where there is no value, which denies
 * @param note why there is none, for people; empty where there is one
 * @param duration how long it took to get it; zero for what was at hand
 */
record BindValue(Optional<String> text, Origin origin, String note, Duration duration) {
  enum Origin {
    TOKEN,
    LOOKUP,
    CACHE
  }

  static BindValue ofToken(Optional<String> text) {
    return new BindValue(
        text, Origin.TOKEN, text.isPresent() ? "" : "the token has no usable one", Duration.ZERO);
  }

  BindValue took(Duration time) {
    return new BindValue(text, origin, note, time);
  }

  BindValue cached() {
    return new BindValue(text, Origin.CACHE, note, Duration.ZERO);
  }
}
