package io.shapegate.benchmarks;

import io.shapegate.benchmarks.GatekeeperLoad.Cell;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Throughput and latency of the gatekeeper, and where the time of a token goes. */
final class GatekeeperSuite implements Suite {
  private static final List<Integer> CALLERS = List.of(1, 16, 64);
  private static final List<Integer> CALLERS_OF_STEPS = List.of(1, 16);

  @Override
  public Report run(Arguments arguments) throws Exception {
    Pace pace = arguments.pace();
    GatekeeperReport report = load(pace);
    System.out.println("  the parts on their own");
    return report.with(Part.measure(pace, "\\.(ContractJson|IdentityToken|Signing)Benchmark\\."));
  }

  private static GatekeeperReport load(Pace pace) throws Exception {
    try (Processes processes = new Processes()) {
      System.out.println("  starting Postgres, two policies and three gatekeepers");
      GatekeeperStack stack = GatekeeperStack.start(processes);
      GatekeeperWork work = GatekeeperWork.on(stack);
      List<Result> results = new GatekeeperLoad(stack, pace).measure(cells(work));
      return new GatekeeperReport(work, results, Memory.of(stack), List.of());
    }
  }

  private static List<Cell> cells(GatekeeperWork work) {
    Set<Cell> cells = new LinkedHashSet<>();
    work.matrix().forEach(each -> CALLERS.forEach(count -> cells.add(new Cell(each, count))));
    work.steps()
        .forEach(
            step -> CALLERS_OF_STEPS.forEach(count -> cells.add(new Cell(step.work(), count))));
    return new ArrayList<>(cells);
  }
}
