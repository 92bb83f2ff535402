package io.shapegate.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The upstream on the other cores, and in front of it, alone on the first core, every contender; one of them works at a
 * time.
 *
 * @param contenders by their numbers; the product is there several times, as one JVM compiles it better than the next
 * @param left what was left out, and why
 */
record ProxyStack(StartedProcess upstream, List<Contender> contenders, List<String> left) {
  /** @param each how many processes of the product there are for each way to start it */
  static ProxyStack start(Processes processes, Vertx vertx, Arguments arguments, int each)
      throws IOException, InterruptedException {
    StartedProcess upstream = processes
        .own(
            "upstream",
            UpstreamMain.class,
            Cores.ofThisMachine().others(),
            JvmFlags.UPSTREAM,
            Map.of())
        .awaitReady("/v1/health");
    ProxyStack stack = new ProxyStack(upstream, new ArrayList<>(), new ArrayList<>());
    ShapeTokens hs256 = ShapeTokens.hs256(vertx);
    ShapeTokens es256 = ShapeTokens.es256(vertx);
    Starters starters = new Starters(processes, upstream, hs256);
    for (Map.Entry<String, Starter> entry : starters.all(es256).entrySet()) {
      if (arguments.asksForContender(entry.getKey().substring(0, 2))) {
        stack.add(
            entry.getKey(),
            entry.getValue(),
            entry.getKey().contains("es256") ? es256 : hs256,
            each);
      }
    }
    ContenderCheck check = new ContenderCheck();
    for (Contender contender : stack.contenders) {
      check.check(contender);
    }
    return stack;
  }

  /** What the proxies of others say of themselves. */
  List<String> versions() throws IOException {
    List<String> versions = new ArrayList<>();
    for (Peer peer : List.of(Peer.NGINX, Peer.HAPROXY, Peer.CADDY)) {
      if (peer.path().isPresent()) {
        versions.add(peer.toldVersion());
      }
    }
    return versions;
  }

  private void add(String name, Starter starter, ShapeTokens tokens, int each) throws IOException {
    if (starter.peer() != null && starter.peer().path().isEmpty()) {
      left.add(name + " (" + starter.peer().program() + " is not installed)");
      return;
    }
    int started = 0;
    Contender added;
    do {
      StartedProcess process = starter.start().start(name + "-" + ++started);
      added = new Contender(name, process, tokens, starter);
      contenders.add(added);
    } while (started < each && added.verifiesOnce());
  }
}
