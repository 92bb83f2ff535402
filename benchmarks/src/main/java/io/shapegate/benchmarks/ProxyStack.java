package io.shapegate.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The upstream on the other cores, and in front of it, alone on the first core, every contender; one of them works at a
 * time.
 *
 * @param left what was left out, and why
 */
record ProxyStack(StartedProcess upstream, List<Contender> contenders, List<String> left) {
  /**
   * @param only the numbers of the contenders to start, such as {@code 04}; empty for all
   */
  static ProxyStack start(Processes processes, Vertx vertx, Set<String> only)
      throws IOException, InterruptedException {
    StartedProcess upstream = processes
        .own("upstream", UpstreamMain.class, Cores.ofThisMachine().others(), Map.of())
        .awaitReady("/v1/health");
    ProxyStack stack = new ProxyStack(upstream, new ArrayList<>(), new ArrayList<>());
    ShapeTokens hs256 = ShapeTokens.hs256(vertx);
    ShapeTokens es256 = ShapeTokens.es256(vertx);
    Starters starters = new Starters(processes, upstream, hs256);
    for (Map.Entry<String, Starter> entry : starters.all(es256).entrySet()) {
      if (only.isEmpty() || only.contains(entry.getKey().substring(0, 2))) {
        stack.add(
            entry.getKey(), entry.getValue(), entry.getKey().contains("es256") ? es256 : hs256);
      }
    }
    for (Contender contender : stack.contenders) {
      contender
          .process()
          .awaitReady(
              ShapeRequests.rowsPath(),
              "Authorization",
              "Bearer " + contender.tokens().next());
    }
    return stack;
  }

  private void add(String name, Starter starter, ShapeTokens tokens) throws IOException {
    if (starter.peer() != null && starter.peer().path().isEmpty()) {
      left.add(name + " (" + starter.peer().program() + " is not installed)");
      return;
    }
    contenders.add(new Contender(name, starter.start().start(name), tokens));
  }
}
