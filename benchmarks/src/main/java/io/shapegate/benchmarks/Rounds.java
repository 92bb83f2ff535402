package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures each once in every round, forwards and backwards in turn, so that none has the best time. */
final class Rounds {
  /** What is done in a round with each. */
  interface Measure {
    void measure(Contender contender) throws IOException, InterruptedException;
  }

  private Rounds() {}

  static void run(String what, int rounds, List<Contender> contenders, Measure measure)
      throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      System.out.println("  " + what + ", round " + round + " of " + rounds);
      List<Contender> order = new ArrayList<>(contenders);
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (Contender contender : order) {
        measure.measure(contender);
      }
    }
  }
}
