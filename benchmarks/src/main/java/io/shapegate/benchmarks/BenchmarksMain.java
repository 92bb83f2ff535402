package io.shapegate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmarks that are named, or all. Started by {@code benchmarks/run}, from the top of the repository. */
final class BenchmarksMain {
  private static final Map<String, Suite> SUITES =
      new TreeMap<>(Map.of("gatekeeper", new GatekeeperSuite()));
  private static final String SMOKE = "--smoke";
  private static final int WRONG_ARGUMENT = 2;

  private BenchmarksMain() {}

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> names = new ArrayList<>(Arrays.asList(arguments));
    Pace pace = names.remove(SMOKE) ? Pace.SMOKE : Pace.FULL;
    if (!SUITES.keySet().containsAll(names)) {
      System.err.println(
          "benchmarks: there are " + String.join(", ", SUITES.keySet()) + " and " + SMOKE);
      System.exit(WRONG_ARGUMENT);
    }
    for (Map.Entry<String, Suite> suite : SUITES.entrySet()) {
      if (names.isEmpty() || names.contains(suite.getKey())) {
        System.out.println("benchmarks: " + suite.getKey());
        Machine machine = Machine.here();
        Results.write(suite.getKey(), machine, pace, suite.getValue().run(pace));
      }
    }
    System.exit(0);
  }
}
