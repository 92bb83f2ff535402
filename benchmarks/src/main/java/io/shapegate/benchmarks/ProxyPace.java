package io.shapegate.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How long, and how much of it, proxies are measured. Many short rounds, as a virtual machine has better and worse seconds.
 *
 * @param processes of the product, for each way to start it
 * @param firstWarmUp of each JVM, before anything is measured
 * @param warmUpRequests that it has to have answered by then, or four times as long has passed
 * @param longestSettling until the compilers of a JVM rest, before it is measured at half load
 * @param nextWarmUp the same over the connections of each measurement of small answers
 * @param warmUp before each measurement
 * @param streamRounds of large bodies
 * @param mostPerSecond of those requests
 * @param megabytes of the body that is streamed
 * @param newTokens tokens of which each is used once
 * @param held how many live requests are held
 * @param freshHolders whether they are held by processes that have held none before
 * @param settling between the last live request and the look at the memory
 * @param readers who read slowly
 * @param readerMegabytes of the body that each of them reads
 * @param readersStall how long none of them reads at first
 * @param readersEnd when they leave at the latest
 */
record ProxyPace(
    int processes,
    Duration firstWarmUp,
    int warmUpRequests,
    Duration longestSettling,
    Duration nextWarmUp,
    Duration warmUp,
    Duration measured,
    int rounds,
    int streamRounds,
    double mostPerSecond,
    int megabytes,
    int newTokens,
    List<Integer> held,
    boolean freshHolders,
    Duration settling,
    int readers,
    int readerMegabytes,
    Duration readersStall,
    Duration readersEnd) {
  private static final ProxyPace FULL = new ProxyPace(
      3,
      Duration.ofSeconds(10),
      150_000,
      Duration.ofSeconds(40),
      Duration.ofSeconds(10),
      Duration.ofMillis(250),
      Duration.ofSeconds(1),
      18,
      9,
      Double.MAX_VALUE,
      500,
      40_000,
      List.of(1_000, 4_000),
      true,
      Duration.ofMillis(300),
      100,
      200,
      Duration.ofSeconds(2),
      Duration.ofSeconds(60));

  /** Enough to see what a change does to the processor time. */
  private static final ProxyPace QUICK = new ProxyPace(
      1,
      Duration.ofSeconds(6),
      60_000,
      Duration.ofSeconds(20),
      Duration.ofSeconds(6),
      Duration.ofMillis(250),
      Duration.ofSeconds(1),
      9,
      3,
      Double.MAX_VALUE,
      500,
      0,
      List.of(),
      false,
      Duration.ZERO,
      0,
      0,
      Duration.ZERO,
      Duration.ZERO);

  private static final ProxyPace SMOKE = new ProxyPace(
      2,
      Duration.ofMillis(200),
      0,
      Duration.ZERO,
      Duration.ZERO,
      Duration.ZERO,
      Duration.ofMillis(200),
      2,
      1,
      100,
      10,
      800,
      List.of(20),
      false,
      Duration.ofMillis(20),
      5,
      2,
      Duration.ofMillis(100),
      Duration.ofSeconds(5));

  /** What is done in each turn of a long run, about 10 s. */
  private static final ProxyPace SOAK = new ProxyPace(
      1,
      Duration.ofSeconds(1),
      0,
      Duration.ZERO,
      Duration.ZERO,
      Duration.ZERO,
      Duration.ofSeconds(2),
      1,
      0,
      0,
      100,
      2_000,
      List.of(300),
      false,
      Duration.ZERO,
      20,
      20,
      Duration.ofSeconds(1),
      Duration.ofSeconds(10));

  static ProxyPace ofSoak(Pace pace) {
    return pace.isSmoke() ? SMOKE : SOAK;
  }

  static ProxyPace of(Pace pace) {
    if (pace.isSmoke()) {
      return SMOKE;
    }
    return pace.isQuick() ? QUICK : FULL;
  }
}
