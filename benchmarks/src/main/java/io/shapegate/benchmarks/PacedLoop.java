package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at an even rate, whatever becomes of those before. The time of an answer counts from when its request was due,
 * so the wait for a connection that is free is part of it. Where nothing is answered in time, the end comes with the first
 * answer, or 10 s later.
 */
final class PacedLoop {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Selector selector;
  private final Iterator<byte[]> requests;
  private final double step;
  private final Tally tally = new Tally();
  private final Deque<Caller> idle = new ArrayDeque<>();
  private double due;

  private PacedLoop(Selector selector, Iterator<byte[]> requests, double perSecond) {
    this.selector = selector;
    this.requests = requests;
    this.step = NANOS_PER_SECOND / perSecond;
  }

  static Sample run(
      InetSocketAddress server,
      Iterator<byte[]> requests,
      int connections,
      double perSecond,
      Duration duration)
      throws IOException {
    List<Caller> all = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        all.add(new Caller(server, selector));
      }
      PacedLoop loop = new PacedLoop(selector, requests, perSecond);
      loop.idle.addAll(all);
      return loop.run(duration);
    } finally {
      for (Caller caller : all) {
        caller.close();
      }
    }
  }

  private Sample run(Duration duration) throws IOException {
    long cpu = Cpu.ofThisThread();
    long start = System.nanoTime();
    while (System.nanoTime() - start
        < duration.toNanos() + (tally.isEmpty() ? LONGEST_WAIT_NANOS : 0)) {
      askWhatIsDue(start);
      if (selector.selectNow() == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else {
        receive();
      }
    }
    return tally.sample(System.nanoTime() - start, Cpu.ofThisThread() - cpu);
  }

  private void askWhatIsDue(long start) throws IOException {
    long passed = System.nanoTime() - start;
    while (due <= passed && !idle.isEmpty()) {
      idle.pop().ask(requests.next(), start + (long) due);
      due += step;
    }
  }

  private void receive() throws IOException {
    for (SelectionKey key : selector.selectedKeys()) {
      Caller caller = (Caller) key.attachment();
      if (caller.receive(tally)) {
        idle.add(caller);
      }
    }
    selector.selectedKeys().clear();
  }
}
