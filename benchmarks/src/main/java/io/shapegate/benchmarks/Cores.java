package io.shapegate.benchmarks;

import java.util.List;

/**
 * Which processors serve what: the first is the measured process' own, the others are for whatever it talks to and for the
 * load. With a single one nothing is pinned, and figures mean little.
 */
record Cores(int count) {
  static Cores ofThisMachine() {
    return new Cores(Integer.parseInt(System.getProperty("cores", "1")));
  }

  /** What to put before a command, so that it runs alone on the first processor. */
  List<String> measured() {
    return count < 2 ? List.of() : List.of("taskset", "-c", "0");
  }

  /** The same for all the others. */
  List<String> others() {
    return count < 2 ? List.of() : List.of("taskset", "-c", "1-" + (count - 1));
  }
}
