package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final Duration LONG_POLL = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-11-21T03:38:05Z");

  /** The value that was recorded at that second. */
  @Test
  void itIsTheRecordedOne() {
    assertEquals("66800300", Cursor.next(LONG_POLL, NOW, null));
    assertEquals("66800300", Cursor.next(LONG_POLL, NOW, "1"));
    assertEquals("66800300", Cursor.next(LONG_POLL, NOW, "x"));
  }

  @Test
  void aCursorThatIsAheadMovesOnByUpToAnHour() {
    long next = Long.parseLong(Cursor.next(LONG_POLL, NOW, "66800300"));
    assertTrue(next > 66_800_300 && next <= 66_803_900);
  }

  @Test
  void pollsOfLessThanASecondHaveNone() {
    assertEquals("0", Cursor.next(Duration.ofMillis(900), NOW, null));
  }
}
