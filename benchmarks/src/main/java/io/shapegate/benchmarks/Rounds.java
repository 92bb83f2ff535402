package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Measures one contender after the other; the JVMs of those that wait stand still, as their timers would take their share. */
final class Rounds {
  /** What is done in a round with each. */
  interface Measure {
    void measure(Contender contender) throws IOException, InterruptedException;
  }

  /** What is done before a round with those that take part in it. */
  interface Start {
    void start(List<Contender> contenders) throws IOException, InterruptedException;
  }

  private Rounds() {}

  /**
   * Each once in every round, forwards and backwards in turn, so that none has the best time. Where one of them has several
   * processes, each of these has some rounds in a row.
   */
  static void run(String what, int rounds, List<Contender> all, Measure measure)
      throws IOException, InterruptedException {
    run(what, rounds, all, order -> {}, measure);
  }

  /** The same, with something to do before each round, while all stand still. */
  static void run(String what, int rounds, List<Contender> all, Start start, Measure measure)
      throws IOException, InterruptedException {
    Collection<List<Contender>> byName = all.stream()
        .collect(Collectors.groupingBy(Contender::name, LinkedHashMap::new, Collectors.toList()))
        .values();
    for (int round = 0; round < rounds; round++) {
      System.out.println("  " + what + ", round " + (round + 1) + " of " + rounds);
      List<Contender> order = new ArrayList<>();
      for (List<Contender> processes : byName) {
        order.add(processes.get(round * processes.size() / rounds));
      }
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      start.start(order);
      each(order, measure);
    }
  }

  /** Every process once. What a JVM's timers run wants to be compiled as well, so nobody stands still meanwhile. */
  static void warmUp(String what, List<Contender> all, Measure measure)
      throws IOException, InterruptedException {
    System.out.println("  " + what);
    all.forEach(Contender::wake);
    for (Contender contender : all) {
      measure.measure(contender);
    }
    all.forEach(Contender::rest);
  }

  private static void each(List<Contender> all, Measure measure)
      throws IOException, InterruptedException {
    for (Contender contender : all) {
      contender.wake();
      measure.measure(contender);
      contender.rest();
    }
  }
}
