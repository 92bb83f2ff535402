package io.shapegate.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ten minutes of everything that a proxy does, and what it holds in memory meanwhile. */
final class SoakSuite implements Suite {
  private static final Duration FULL = Duration.ofMinutes(10);
  private static final Duration QUICK = Duration.ofMinutes(2);
  private static final long NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

  @Override
  public Report run(Arguments arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Processes processes = new Processes()) {
      ProxyStack stack = ProxyStack.start(
          processes, vertx, new Arguments(Set.of(), arguments.pace(), Set.of("07")), 1);
      SoakReport report = run(stack, arguments.pace());
      System.out.println(report.markdown());
      return report;
    } finally {
      vertx.close().await();
    }
  }

  private static SoakReport run(ProxyStack stack, Pace pace)
      throws IOException, InterruptedException {
    SoakLoad load = new SoakLoad(stack, ProxyPace.ofSoak(pace));
    long start = System.nanoTime();
    Duration length = pace.isQuick() ? QUICK : FULL;
    List<SoakReport.Minute> minutes = new ArrayList<>();
    do {
      minutes.add(load.minute(start + (minutes.size() + 1) * NANOS_PER_MINUTE, pace.isSmoke()));
      System.out.println("    minute " + minutes.size() + ": " + minutes.get(minutes.size() - 1));
    } while (!pace.isSmoke() && System.nanoTime() - start < length.toNanos());
    return new SoakReport(minutes);
  }
}
