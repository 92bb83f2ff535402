package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogOffsetTest {
  @ParameterizedTest
  @ValueSource(strings = {"-1", "0_0", "0_inf", "26412832_7"})
  void itIsWrittenAsItWasRead(String text) {
    assertEquals(text, LogOffset.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "1",
        "_1",
        "1_",
        "-1_0",
        "1_-1",
        "1_2_3",
        "1_INF",
        " 1_1",
        "99999999999999999999_0"
      })
  void anythingElseIsNone(String text) {
    assertEquals(Optional.empty(), LogOffset.parse(text));
  }

  @Test
  void theSnapshotComesBeforeEveryTransaction() {
    assertTrue(LogOffset.BEFORE_ALL.isBefore(new LogOffset(0, 0)));
    assertTrue(new LogOffset(0, 5).isBefore(LogOffset.SNAPSHOT_END));
    assertTrue(LogOffset.SNAPSHOT_END.isBefore(new LogOffset(1, 0)));
    assertTrue(new LogOffset(1, 9).isBefore(new LogOffset(2, 0)));
  }
}
