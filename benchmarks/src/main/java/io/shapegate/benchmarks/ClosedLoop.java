package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
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
  private final long start = System.nanoTime();
  private final long end;
  private int waiting;

  private ClosedLoop(Selector selector, Iterator<byte[]> requests, Duration duration) {
    this.selector = selector;
    this.requests = requests;
    this.end = start + duration.toNanos();
  }

  /** Takes the requests in turn, over connections of its own. */
  static Sample run(InetSocketAddress server, List<byte[]> requests, int callers, Duration duration)
      throws IOException {
    return run(server, Requests.inTurn(requests), callers, duration);
  }

  /** Also ends when there are no more requests. */
  static Sample run(
      InetSocketAddress server, Iterator<byte[]> requests, int callers, Duration duration)
      throws IOException {
    try (Callers all = Callers.connect(server, callers)) {
      return run(all, requests, duration);
    }
  }

  /**
   * Ends when all that was asked by then has been answered, which leaves the connections free for the next load. Where
   * nothing is answered in time, the end comes with the first answer, or 10 s later.
   */
  static Sample run(Callers callers, Iterator<byte[]> requests, Duration duration)
      throws IOException {
    return new ClosedLoop(callers.selector(), requests, duration).run(callers.all());
  }

  private Sample run(List<Caller> all) throws IOException {
    long cpu = Cpu.ofThisThread();
    for (Caller caller : all) {
      ask(caller);
    }
    while (waiting > 0) {
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
    long now = System.nanoTime();
    if (requests.hasNext() && now < end + (tally.isEmpty() ? LONGEST_WAIT_NANOS : 0)) {
      waiting++;
      caller.ask(requests.next(), now);
    }
  }
}
