package io.shapegate.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What verified tokens grant, by the whole header that a token came in. Nothing is remembered beyond the end of its token, nor for
 * longer than a given time, after which its key may have been withdrawn. Bounded by the length of the tokens. Made for one
 * event loop, and used on it alone.
 */
final class TokenCache {
  /** Some 10,000 tokens of usual length; an entry takes about four times its token. */
  private static final long MAX_CHARACTERS = 8_000_000;

  private record Entry(Grant grant, long usableUntil) {}

  private final Clock clock;
  private final long maxMillis;
  private final Cache<String, Entry> entries;

  /** @param longest how long a token stays verified; zero for not at all */
  TokenCache(Clock clock, Duration longest) {
    this.clock = clock;
    this.maxMillis = longest.toMillis();
    this.entries = Caffeine.newBuilder()
        .maximumWeight(maxMillis == 0 ? 0 : MAX_CHARACTERS)
        .<String, Entry>weigher((header, entry) -> header.length())
        .executor(Runnable::run)
        .build();
  }

  /** What the token in it grants, if it was verified lately and has not expired. */
  @Nullable
  Grant find(String header) {
    Entry entry = entries.getIfPresent(header);
    return entry != null && clock.millis() < entry.usableUntil ? entry.grant : null;
  }

  void keep(String header, Grant grant) {
    long usableUntil = Math.min(grant.expiresAt(), clock.millis() + maxMillis);
    entries.put(header, new Entry(grant, usableUntil));
  }
}
