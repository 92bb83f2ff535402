package io.shapegate.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;

/** What proxies take for a request, a gigabyte and a live request: ours beside others, in one run. */
final class ProxySuite implements Suite {
  @Override
  public Report run(Arguments arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Processes processes = new Processes()) {
      System.out.println("  starting the upstream and the proxies");
      ProxyStack stack = ProxyStack.start(processes, vertx, arguments.only());
      stack.left().forEach(name -> System.out.println("  left out: " + name));
      return measured(stack, ProxyPace.of(arguments.pace()));
    } finally {
      vertx.close().await();
    }
  }

  private static ProxyReport measured(ProxyStack stack, ProxyPace pace)
      throws IOException, InterruptedException {
    Figures figures = new Figures();
    List<Contender> contenders = stack.contenders();
    RequestLoad load = new RequestLoad(pace, figures);
    Rounds.run("warming up", 1, contenders, load::warmUp);
    Rounds.run("2 KB answers, 64 connections", pace.rounds(), contenders, load::measureFull);
    StreamLoad stream = new StreamLoad(pace, figures);
    Rounds.run("warming up", 1, contenders, stream::warmUp);
    Rounds.run("a body of " + pace.megabytes() + " MB", pace.rounds(), contenders, stream::measure);
    ProxyReport report = new ProxyReport(figures);
    System.out.println(report.markdown());
    return report;
  }
}
