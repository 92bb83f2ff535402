package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.List;

/** All that is measured of the proxies, one thing after the other. */
final class ProxyMeasures {
  private static final String PROXY = "07-proxy-hs256";

  private final ProxyStack stack;
  private final ProxyPace pace;
  private final List<Contender> all;
  private final Figures figures = new Figures();
  private final String reference;
  private double rate;

  ProxyMeasures(ProxyStack stack, ProxyPace pace) {
    this.stack = stack;
    this.pace = pace;
    this.all = stack.contenders();
    this.reference = reference(stack);
  }

  ProxyReport all() throws IOException, InterruptedException {
    fullLoad();
    streams();
    halfLoad();
    HeldLoad held = new HeldLoad(
        pace, new UpstreamControl(stack.upstream()), new RequestLoad(pace, figures)::warmUp);
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

  private void fullLoad() throws IOException, InterruptedException {
    try (RequestLoad requests = new RequestLoad(pace, figures)) {
      Rounds.warmUp("warming up, 1 of 2", all, requests::warmUp);
      Rounds.warmUp("warming up, 2 of 2", all, requests::warmUp);
      Rounds.run("2 KB answers, 64 connections", pace.rounds(), all, requests::measureFull);
    }
  }

  private void streams() throws IOException, InterruptedException {
    StreamLoad stream = new StreamLoad(pace, figures);
    Rounds.warmUp("warming up", all, stream::warmUp);
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

  /**
   * The same rate for all, half of what our proxy gives, which is found out anew in every round: a virtual machine has better
   * and worse seconds, and what is half the load in one of them is all of it in another.
   */
  private void halfLoad() throws IOException, InterruptedException {
    try (RequestLoad settling = new RequestLoad(pace, figures)) {
      double first = half(settling.capacity(reference(all)));
      Rounds.warmUp("settling", all, contender -> settling.settle(contender, first));
    }
    try (RequestLoad requests = new RequestLoad(pace, figures);
        RequestLoad full = new RequestLoad(pace, figures)) {
      Rounds.run(
          "half load",
          pace.rounds(),
          all,
          round -> rate = half(full.capacity(reference(round))),
          contender -> requests.measurePaced(contender, rate));
    }
  }

  private double half(double perSecond) {
    return Math.min(perSecond / 2, pace.mostPerSecond());
  }

  private Contender reference(List<Contender> round) {
    return round.stream()
        .filter(contender -> contender.name().equals(reference))
        .findFirst()
        .orElseThrow();
  }

  /** Our proxy; without it, the last one. */
  private static String reference(ProxyStack stack) {
    List<String> names = stack.contenders().stream().map(Contender::name).toList();
    return names.contains(PROXY) ? PROXY : names.get(names.size() - 1);
  }
}
