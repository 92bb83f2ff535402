package io.shapegate.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Small answers over many connections that stay: processor time, throughput, and latency at full and at a given load. What
 * is measured several times is asked over the same connections each time.
 */
final class RequestLoad implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int WARM_UPS = 4;
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** Of the processor time, where next to nothing is compiled any more. */
  private static final double COMPILERS_AT_REST = 0.001;

  /** Twice what a request takes where nothing delays it, or more. */
  private static final double LATE_MILLIS = 0.5;

  private static final double NANOS_PER_MICRO = 1_000;
  private static final double MICROS_PER_PERCENT = 1e4;

  private final ProxyPace pace;
  private final Figures figures;
  private final Map<String, List<byte[]>> requests = new HashMap<>();
  private final Map<Contender, Callers> connected = new HashMap<>();

  RequestLoad(ProxyPace pace, Figures figures) {
    this.pace = pace;
    this.figures = figures;
  }

  /** By time, and on a machine that is busy otherwise by what was answered as well: compilers need both. */
  void warmUp(Contender contender) throws IOException {
    boolean compiles = compiles(contender);
    Duration duration = compiles ? pace.firstWarmUp() : pace.warmUp();
    long answered = 0;
    try (Callers callers = connect(contender)) {
      for (int i = 0;
          i < WARM_UPS && (i == 0 || (compiles && answered < pace.warmUpRequests()));
          i++) {
        answered += ClosedLoop.run(callers, requests(contender), duration).answered();
      }
    }
  }

  /** As many as it can answer. */
  void measureFull(Contender contender) throws IOException {
    Measured all = full(contender);
    Sample sample = all.sample;
    String name = contender.name();
    figures.add(name, Figure.CPU_US, all.micros);
    figures.add(name, Figure.REQUESTS_PER_SECOND, sample.perSecond());
    figures.add(
        name, Figure.CORE_BUSY_PERCENT, all.micros * sample.perSecond() / MICROS_PER_PERCENT);
    figures.add(name, Figure.LOAD_CPU_US, sample.cpuNanos() / NANOS_PER_MICRO / sample.answered());
    figures.add(name, Figure.REFUSED, sample.refused());
    figures.add(name, Figure.P50_MS, sample.millisAt(0.5));
    figures.add(name, Figure.P99_MS, sample.millisAt(0.99));
    figures.add(name, Figure.P999_MS, sample.millisAt(0.999));
    System.out.printf(
        "    %-24s %6.1f µs CPU/request %7.0f/s  p50 %5.2f  p99 %5.2f ms%n",
        name, all.micros, sample.perSecond(), sample.millisAt(0.5), sample.millisAt(0.99));
  }

  /** How many requests it answers in a second, at the moment. */
  double capacity(Contender contender) throws IOException {
    contender.wake();
    double capacity = full(contender).sample.perSecond();
    contender.rest();
    return capacity;
  }

  /** That many per second, until the compilers rest. */
  void settle(Contender contender, double perSecond) throws IOException {
    try (Callers callers = connect(contender)) {
      settle(contender, callers, pace.longestSettling(), paced(contender, perSecond));
    }
  }

  /** That many per second, whether it has answered those before or not. */
  void measurePaced(Contender contender, double perSecond) throws IOException {
    Measured all = measure(contender, pace.measured(), paced(contender, perSecond));
    Sample sample = all.sample;
    String name = contender.name();
    figures.add(name, Figure.PACED_PER_SECOND, sample.perSecond());
    figures.add(name, Figure.PACED_LATE_PERCENT, sample.percentLaterThan(LATE_MILLIS));
    figures.add(name, Figure.PACED_P50_MS, sample.millisAt(0.5));
    figures.add(name, Figure.PACED_P99_MS, sample.millisAt(0.99));
    figures.add(name, Figure.PACED_P999_MS, sample.millisAt(0.999));
    figures.add(name, Figure.PACED_CPU_US, all.micros);
    System.out.printf(
        "    %-24s %7.0f/s  p50 %5.2f  p99 %5.2f  p99.9 %5.2f ms, %4.2f %% late%n",
        name,
        sample.perSecond(),
        sample.millisAt(0.5),
        sample.millisAt(0.99),
        sample.millisAt(0.999),
        sample.percentLaterThan(LATE_MILLIS));
  }

  /** The upstream is a JVM too. */
  private static boolean compiles(Contender contender) {
    return contender.isJava() || contender.isDirect();
  }

  /** A load over connections that are there. */
  private interface Load {
    Sample run(Callers callers, Duration duration) throws IOException;
  }

  /** @param micros processor time of the contender for a request */
  private record Measured(Sample sample, double micros) {}

  private Measured full(Contender contender) throws IOException {
    return measure(
        contender,
        pace.warmUp(),
        (callers, duration) -> ClosedLoop.run(callers, requests(contender), duration));
  }

  private Load paced(Contender contender, double perSecond) {
    return (callers, duration) -> PacedLoop.run(callers, requests(contender), perSecond, duration);
  }

  /** What counts begins when the connections have been used. */
  private Measured measure(Contender contender, Duration before, Load load) throws IOException {
    Callers callers = connected(contender, load);
    load.run(callers, before);
    long cpu = Cpu.of(contender.pid());
    Sample sample = load.run(callers, pace.measured());
    long took = Cpu.of(contender.pid()) - cpu;
    if (sample.answered() == 0) {
      throw new IOException(contender.name() + ": no answer but: " + sample.firstRefusal());
    }
    return new Measured(sample, took / NANOS_PER_MICRO / (sample.answered() + sample.refused()));
  }

  /** A JVM compiles anew what it finds changed: that it has stood still, other connections, and another pace. */
  private Callers connected(Contender contender, Load load) throws IOException {
    Callers known = connected.get(contender);
    if (known == null) {
      known = connect(contender);
      connected.put(contender, known);
      settle(contender, known, pace.nextWarmUp(), load);
    }
    return known;
  }

  private void settle(Contender contender, Callers callers, Duration longest, Load load)
      throws IOException {
    if (!compiles(contender) || longest.isZero()) {
      load.run(callers, pace.warmUp());
      return;
    }
    long end = System.nanoTime() + longest.toNanos();
    double share = 1;
    while (share > COMPILERS_AT_REST && System.nanoTime() < end) {
      long before = Compilers.nanos(contender.pid());
      load.run(callers, SETTLING);
      share = (double) (Compilers.nanos(contender.pid()) - before) / SETTLING.toNanos();
    }
    System.out.printf(
        "    %-24s compilers take %.2f %% of a core%n", contender.name(), 100 * share);
  }

  /** Ends the connections. */
  @Override
  public void close() throws IOException {
    for (Callers callers : connected.values()) {
      callers.close();
    }
    connected.clear();
  }

  private static Callers connect(Contender contender) throws IOException {
    return Callers.connect(contender.address(), CONNECTIONS);
  }

  /** A token for each connection. */
  private Iterator<byte[]> requests(Contender contender) {
    return Requests.inTurn(requests.computeIfAbsent(
        contender.name(),
        first -> contender.tokens().next(CONNECTIONS).stream()
            .map(ShapeRequests::rows)
            .toList()));
  }
}
