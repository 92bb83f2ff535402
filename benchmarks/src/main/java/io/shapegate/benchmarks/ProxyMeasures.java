package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.List;

/** All that is measured of the proxies, one thing after the other. */
final class ProxyMeasures {
  private final ProxyStack stack;
  private final ProxyPace pace;
  private final List<Contender> all;
  private final Figures figures = new Figures();

  ProxyMeasures(ProxyStack stack, ProxyPace pace) {
    this.stack = stack;
    this.pace = pace;
    this.all = stack.contenders();
  }

  ProxyReport all() throws IOException, InterruptedException {
    RequestLoad requests = new RequestLoad(pace, figures);
    all.forEach(Contender::rest);
    // Twice, as the JVMs compile anew what they find changed after they have stood still.
    Rounds.each("warming up, 1 of 2", all, requests::warmUp);
    Rounds.each("warming up, 2 of 2", all, requests::warmUp);
    Rounds.run("2 KB answers, 64 connections", pace.rounds(), all, requests::measureFull);
    streams();
    paced(requests);
    HeldLoad held = new HeldLoad(pace, new UpstreamControl(stack.upstream()), requests::warmUp);
    if (!pace.held().isEmpty()) {
      Rounds.run(
          "live requests",
          1,
          all.stream().filter(Contender::isComparedAsHolder).toList(),
          held::measure);
      Rounds.run(
          pace.readers() + " slow readers",
          1,
          all.stream().filter(Contender::isComparedAsReader).toList(),
          new SlowReaders(pace, figures)::measure);
      tokens();
    }
    return new ProxyReport(figures, held.results(), stack.left(), stack.versions(), List.of());
  }

  private void streams() throws IOException, InterruptedException {
    StreamLoad stream = new StreamLoad(pace, figures);
    Rounds.each("warming up", all, stream::warmUp);
    Rounds.run("a body of " + pace.megabytes() + " MB", pace.streamRounds(), all, stream::measure);
  }

  /** After the others, as it leaves the proxies' caches full of what nobody asks for again. */
  private void tokens() throws IOException, InterruptedException {
    TokenLoad tokens = new TokenLoad(pace, figures);
    List<Contender> verifying = all.stream().filter(Contender::verifiesOnce).toList();
    Rounds.run("few and many tokens", Math.min(2, pace.rounds()), verifying, tokens::measure);
    Rounds.run("new places in the log", 1, verifying, tokens::measurePlaces);
    Rounds.run("new tokens", 1, verifying, tokens::measureNew);
  }

  private void paced(RequestLoad requests) throws IOException, InterruptedException {
    double rate = Math.min(fullRate() / 2, pace.mostPerSecond());
    // The JVMs have got used to large bodies meanwhile.
    Rounds.each("warming up", all, contender -> requests.warmUpPaced(contender, rate));
    Rounds.run(
        String.format("%.0f requests/s", rate),
        pace.rounds(),
        all,
        contender -> requests.measurePaced(contender, rate));
  }

  /** What our proxy gives; without it, what the slowest gives. */
  private double fullRate() {
    double ours = figures.median("07-proxy-hs256", Figure.REQUESTS_PER_SECOND);
    return Double.isNaN(ours)
        ? all.stream()
            .mapToDouble(contender -> figures.median(contender.name(), Figure.REQUESTS_PER_SECOND))
            .min()
            .orElseThrow()
        : ours;
  }
}
