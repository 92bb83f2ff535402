package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
  @Test
  void everyFigureHasAMedianOfItsOwnAndRefusalsAddUp() {
    Result median = Result.median(List.of(result(300, 9, 1), result(100, 8, 0), result(200, 1, 2)));

    assertEquals(200, median.perSecond());
    assertEquals(8, median.p99());
    assertEquals(3, median.refused());
  }

  @Test
  void processorTimeIsToldForEachAnswer() {
    Tally tally = new Tally();
    for (int i = 0; i < 10; i++) {
      tally.answered(1_000_000);
    }

    Result result = Result.of(
        "work", 1, tally.sample(1_000_000_000, 50_000), new CpuTimes(1_000_000, 500_000, 0));

    assertEquals(100, result.gatekeeperCpu());
    assertEquals(50, result.policyCpu());
    assertEquals(5, result.loadCpu());
    assertEquals(10_000, result.perGatekeeperCore());
    assertEquals(0.001, result.gatekeeperBusy(), 1e-9);
  }

  private static Result result(double perSecond, double p99, double refused) {
    return new Result("work", 1, perSecond, 1, p99, 10, 100, 50, 20, 10, refused);
  }
}
