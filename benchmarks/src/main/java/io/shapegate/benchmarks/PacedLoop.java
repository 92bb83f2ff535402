package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
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
  private final Deque<Caller> idle;
  private final long start = System.nanoTime();
  private final long nanos;
  private double due;

  private PacedLoop(
      Callers callers, Iterator<byte[]> requests, double perSecond, Duration duration) {
    this.selector = callers.selector();
    this.idle = new ArrayDeque<>(callers.all());
    this.requests = requests;
    this.step = NANOS_PER_SECOND / perSecond;
    this.nanos = duration.toNanos();
  }

  /** Leaves the connections free for the next load. */
  static Sample run(Callers callers, Iterator<byte[]> requests, double perSecond, Duration duration)
      throws IOException {
    return new PacedLoop(callers, requests, perSecond, duration)
        .run(callers.all().size());
  }

  private Sample run(int connections) throws IOException {
    long cpu = Cpu.ofThisThread();
    while (isOn()) {
      askWhatIsDue();
      receiveOrPause();
    }
    while (idle.size() < connections) {
      receiveOrPause();
      if (passed() > nanos + 2 * LONGEST_WAIT_NANOS) {
        throw new IOException("some requests are never answered");
      }
    }
    return tally.sample(passed(), Cpu.ofThisThread() - cpu);
  }

  private boolean isOn() {
    return passed() < nanos + (tally.isEmpty() ? LONGEST_WAIT_NANOS : 0);
  }

  private long passed() {
    return System.nanoTime() - start;
  }

  private void askWhatIsDue() throws IOException {
    long passed = passed();
    while (due <= passed && !idle.isEmpty()) {
      idle.pop().ask(requests.next(), start + (long) due);
      due += step;
    }
  }

  private void receiveOrPause() throws IOException {
    if (selector.selectNow() == 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    } else {
      receive();
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
