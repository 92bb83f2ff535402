package io.shapegate.benchmarks;

import io.vertx.core.Vertx;
import java.time.Duration;

/** What proxies take for a request, a gigabyte and a live request: ours beside others, in one run. */
final class ProxySuite implements Suite {
  private static final Duration PATIENCE = Duration.ofMinutes(45);
  private static final Duration PATIENCE_OF_SMOKE = Duration.ofMinutes(2);
  private static final String PARTS = "\\.(ShapeToken|ShapeRequest)Benchmark\\.";

  @Override
  public Report run(Arguments arguments) throws Exception {
    ProxyReport report = load(arguments);
    if (!arguments.pace().isQuick() && arguments.only().isEmpty()) {
      System.out.println("  the parts on their own");
      report = report.with(Part.measure(arguments.pace(), PARTS));
    }
    System.out.println(report.markdown());
    return report;
  }

  private static ProxyReport load(Arguments arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Processes processes = new Processes()) {
      endLater(vertx, arguments.pace().isSmoke() ? PATIENCE_OF_SMOKE : PATIENCE);
      System.out.println("  starting the upstream and the proxies");
      ProxyPace pace = ProxyPace.of(arguments.pace());
      ProxyStack stack = ProxyStack.start(processes, vertx, arguments, pace.processes());
      stack.left().forEach(name -> System.out.println("  left out: " + name));
      return new ProxyMeasures(stack, pace).all();
    } finally {
      vertx.close().await();
    }
  }

  /** Nothing waits for ever: the processes end with this one. */
  private static void endLater(Vertx vertx, Duration patience) {
    vertx.setTimer(patience.toMillis(), late -> {
      System.err.println("benchmarks: still not done after " + patience.toMinutes() + " minutes");
      System.exit(1);
    });
  }
}
