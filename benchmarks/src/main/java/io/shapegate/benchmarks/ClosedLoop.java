package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A number of callers, each with a connection of its own, each asking again as soon as it has its answer. One thread serves
 * them all, as its processor time is taken from the processes that share its core: about 10 µs for a request.
 */
final class ClosedLoop {
  private static final long SILENCE_MILLIS = 20_000;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Selector selector;
  private final Iterator<byte[]> requests;
  private final Tally tally = new Tally();
  private int waiting;

  private ClosedLoop(Selector selector, Iterator<byte[]> requests) {
    this.selector = selector;
    this.requests = requests;
  }

  /**
   * Takes the requests in turn. What is under way at the end counts neither as answered nor as refused. Where nothing is
   * answered in time, the end comes with the first answer, or 10 s later.
   */
  static Sample run(InetSocketAddress server, List<byte[]> requests, int callers, Duration duration)
      throws IOException {
    return run(server, Requests.inTurn(requests), callers, duration);
  }

  /** The same, which also ends when there are no more requests and all of them have been answered. */
  static Sample run(
      InetSocketAddress server, Iterator<byte[]> requests, int callers, Duration duration)
      throws IOException {
    List<Caller> all = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < callers; i++) {
        all.add(new Caller(server, selector));
      }
      return new ClosedLoop(selector, requests).run(all, duration);
    } finally {
      for (Caller caller : all) {
        caller.close();
      }
    }
  }

  private Sample run(List<Caller> all, Duration duration) throws IOException {
    long cpu = Cpu.ofThisThread();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    for (Caller caller : all) {
      ask(caller);
    }
    while (waiting > 0 && System.nanoTime() < end + (tally.isEmpty() ? LONGEST_WAIT_NANOS : 0)) {
      serve();
    }
    return tally.sample(System.nanoTime() - start, Cpu.ofThisThread() - cpu);
  }

  private void serve() throws IOException {
    if (selector.select(SILENCE_MILLIS) == 0) {
      throw new IOException("no answer within " + SILENCE_MILLIS + " ms");
    }
    for (SelectionKey key : selector.selectedKeys()) {
      Caller caller = (Caller) key.attachment();
      if (caller.receive(tally)) {
        waiting--;
        ask(caller);
      }
    }
    selector.selectedKeys().clear();
  }

  private void ask(Caller caller) throws IOException {
    if (requests.hasNext()) {
      waiting++;
      caller.ask(requests.next(), System.nanoTime());
    }
  }
}
