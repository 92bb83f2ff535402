package io.shapegate.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs the benchmarks that are named, or all. Started by {@code benchmarks/run}, from the top of the repository. */
final class BenchmarksMain {
  private static final Map<String, Suite> SUITES = new TreeMap<>(Map.of(
      "gatekeeper", new GatekeeperSuite(), "proxy", new ProxySuite(), "soak", new SoakSuite()));
  private static final int WRONG_ARGUMENT = 2;

  private BenchmarksMain() {}

  public static void main(String[] words) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Optional<Arguments> read = Arguments.parse(Arrays.asList(words), SUITES.keySet());
    if (read.isEmpty()) {
      System.err.println("benchmarks: there are " + String.join(", ", SUITES.keySet())
          + ", --smoke, --quick, and --only 04,07 for some of the proxies");
      System.exit(WRONG_ARGUMENT);
    }
    Arguments arguments = read.orElseThrow();
    for (Map.Entry<String, Suite> suite : SUITES.entrySet()) {
      if (arguments.asksFor(suite.getKey())) {
        System.out.println("benchmarks: " + suite.getKey());
        Machine machine = Machine.here();
        Report report = suite.getValue().run(arguments);
        Results.write(suite.getKey(), machine, arguments.isWhole(), report);
      }
    }
    System.exit(0);
  }
}
