package io.shapegate.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a bind stands for.
 *
 * @param text as Postgres reads it; empty where there is no value, which denies
 * @param items what a lookup returned, one by one; empty for all others
 * @param note why there is none, for people; empty where there is one
 * @param duration how long it took to get it; zero for what was at hand
 */
record BindValue(
    Optional<String> text, List<String> items, Origin origin, String note, Duration duration) {
  enum Origin {
    TOKEN,
    LOOKUP,
    CACHE
  }

  static BindValue ofToken(Optional<String> text) {
    String note = text.isPresent() ? "" : "the token has no usable one";
    return new BindValue(text, List.of(), Origin.TOKEN, note, Duration.ZERO);
  }

  static BindValue nothing(String note) {
    return new BindValue(Optional.empty(), List.of(), Origin.LOOKUP, note, Duration.ZERO);
  }

  static BindValue looked(String text, List<String> items) {
    return new BindValue(Optional.of(text), items, Origin.LOOKUP, "", Duration.ZERO);
  }

  BindValue took(Duration time) {
    return new BindValue(text, items, origin, note, time);
  }

  BindValue cached() {
    return new BindValue(text, items, Origin.CACHE, note, Duration.ZERO);
  }
}
