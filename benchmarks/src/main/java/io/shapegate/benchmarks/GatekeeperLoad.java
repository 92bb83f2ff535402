package io.shapegate.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts load on gatekeepers, in rounds: every cell once, forwards and backwards in turn, so that no cell has the best time. */
final class GatekeeperLoad {
  /** A kind of work with a number of callers. */
  record Cell(Work work, int callers) {}

  private static final int WARM_UP_CALLERS = 16;
  private static final Duration FIRST_TRY = Duration.ofMillis(100);

  private final GatekeeperStack stack;
  private final Pace pace;

  GatekeeperLoad(GatekeeperStack stack, Pace pace) {
    this.stack = stack;
    this.pace = pace;
  }

  /** The median of every cell. */
  List<Result> measure(List<Cell> cells) throws IOException {
    for (Work work : cells.stream().map(Cell::work).distinct().toList()) {
      System.out.println("  warming up: " + work.name());
      load(work, 1, FIRST_TRY);
      load(work, WARM_UP_CALLERS, pace.firstWarmUp());
    }
    Map<Cell, List<Result>> runs = new LinkedHashMap<>();
    for (int round = 1; round <= pace.repetitions(); round++) {
      System.out.println("  round " + round + " of " + pace.repetitions());
      List<Cell> order = new ArrayList<>(cells);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Cell cell : order) {
        runs.computeIfAbsent(cell, first -> new ArrayList<>()).add(run(cell));
      }
    }
    return runs.values().stream().map(Result::median).toList();
  }

  private Result run(Cell cell) throws IOException {
    load(cell.work(), cell.callers(), pace.warmUp());
    CpuTimes before = CpuTimes.now(stack, cell.work().gatekeeper());
    Sample sample = load(cell.work(), cell.callers(), pace.measured());
    CpuTimes used = CpuTimes.now(stack, cell.work().gatekeeper()).since(before);
    if (sample.answered() == 0) {
      throw new IOException(cell.work().name() + ": no answer but: " + sample.firstRefusal());
    }
    Result result = Result.of(cell.work().name(), cell.callers(), sample, used);
    System.out.printf(
        "    %-34s %2d callers %7.0f/s  p50 %6.2f  p99 %6.2f ms%n",
        result.work(), result.callers(), result.perSecond(), result.p50(), result.p99());
    return result;
  }

  private static Sample load(Work work, int callers, Duration duration) throws IOException {
    return ClosedLoop.run(work.gatekeeper().address(), work.requests(), callers, duration);
  }
}
