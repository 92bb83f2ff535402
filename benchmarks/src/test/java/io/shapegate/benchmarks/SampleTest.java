package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  @Test
  void aPercentileIsALatencyThatReallyOccurred() {
    Tally tally = new Tally();
    LongStream.iterate(1_000, millis -> millis - 1)
        .limit(1_000)
        .forEach(millis -> tally.answered(millis * MILLI));

    Sample sample = tally.sample(2 * SECOND, 0);

    assertEquals(500, sample.millisAt(0.5));
    assertEquals(990, sample.millisAt(0.99));
    assertEquals(999, sample.millisAt(0.999));
    assertEquals(1_000, sample.millisAt(1));
    assertEquals(500, sample.perSecond());
    assertEquals(25, sample.percentLaterThan(750));
  }

  @Test
  void refusalsAreNoAnswers() {
    Tally tally = new Tally();
    tally.refused("first");
    tally.refused("second");

    Sample sample = tally.sample(SECOND, 0);

    assertEquals(0, sample.answered());
    assertEquals(2, sample.refused());
    assertEquals("first", sample.firstRefusal());
    assertEquals(0, sample.millisAt(0.5));
    assertEquals(0, sample.percentLaterThan(1));
  }
}
