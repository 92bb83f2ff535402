package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a request takes by how many tokens there are, and where none is ever seen a second time. */
final class TokenLoad {
  private static final int CONNECTIONS = 64;
  private static final double NANOS_PER_MICRO = 1_000;
  private static final SortedMap<Integer, Figure> COUNTS =
      new TreeMap<>(Map.of(1, Figure.TOKENS_1, 64, Figure.TOKENS_64, 1_000, Figure.TOKENS_1000));
  private static final double SHARE_OF_WARM_UP = 0.4;

  /** By how much elliptic curves take longer, roughly. */
  private static final int SLOWER = 8;

  private final ProxyPace pace;
  private final Figures figures;

  TokenLoad(ProxyPace pace, Figures figures) {
    this.pace = pace;
    this.figures = figures;
  }

  void measure(Contender contender) throws IOException {
    for (Map.Entry<Integer, Figure> entry : COUNTS.entrySet()) {
      List<byte[]> requests = requests(contender, entry.getKey());
      ClosedLoop.run(contender.address(), requests.iterator(), CONNECTIONS, pace.firstWarmUp());
      measure(contender, entry.getValue(), Requests.inTurn(requests));
    }
  }

  /** As clients move through the log, no two of them need ever ask the same. */
  void measurePlaces(Contender contender) throws IOException {
    List<String> tokens = contender.tokens().next(CONNECTIONS);
    measureOnce(
        contender,
        Figure.PLACES_NEW,
        IntStream.range(0, pace.newTokens())
            .mapToObj(place -> ShapeRequests.rowsAt(place, tokens.get(place % CONNECTIONS)))
            .toList());
  }

  /** Made before the clock runs, as signing takes longer than verifying. */
  void measureNew(Contender contender) throws IOException {
    boolean slow = contender.name().contains("es256");
    int count = slow ? pace.newTokens() / SLOWER : pace.newTokens();
    measureOnce(contender, Figure.TOKENS_NEW, requests(contender, count));
  }

  private void measureOnce(Contender contender, Figure figure, List<byte[]> all)
      throws IOException {
    int first = (int) (all.size() * SHARE_OF_WARM_UP);
    ClosedLoop.run(
        contender.address(), all.subList(0, first).iterator(), CONNECTIONS, pace.firstWarmUp());
    measure(contender, figure, all.subList(first, all.size()).iterator());
  }

  private void measure(Contender contender, Figure figure, Iterator<byte[]> requests)
      throws IOException {
    long cpu = Cpu.of(contender.pid());
    Sample sample = ClosedLoop.run(contender.address(), requests, CONNECTIONS, pace.measured());
    if (sample.answered() == 0) {
      throw new IOException(contender.name() + ": no answer but: " + sample.firstRefusal());
    }
    double micros = (Cpu.of(contender.pid()) - cpu) / NANOS_PER_MICRO / sample.answered();
    figures.add(contender.name(), figure, micros);
    System.out.printf(
        "    %-24s %-24s %6.1f µs CPU/request%n", contender.name(), figure.heading(), micros);
  }

  private static List<byte[]> requests(Contender contender, int tokens) {
    return contender.tokens().next(tokens).stream().map(ShapeRequests::rows).toList();
  }
}
