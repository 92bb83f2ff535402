package io.shapegate.systemtests;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The same request at a steady rate, until it is ended. A bounded number is under way at once, so the rate sinks when all wait. */
final class SteadyLoad<T> {
  private static final int AT_ONCE = 128;

  private final ConcurrentLinkedQueue<Answer<T>> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final long startNanos = System.nanoTime();
  private final long pauseNanos;
  private final Callable<T> request;
  private final List<Thread> callers;
  private volatile boolean ended;

  /**
   * What came of one request.
   *
   * @param result null where it failed
   */
  record Answer<T>(T result, Exception failure, long askedNanos, long answeredNanos) {
    Duration took() {
      return Duration.ofNanos(answeredNanos - askedNanos);
    }
  }

  SteadyLoad(int perSecond, Callable<T> request) {
    this.pauseNanos = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
    this.request = request;
    this.callers = IntStream.range(0, AT_ONCE)
        .mapToObj(i -> {
          Thread caller = new Thread(this::call, "load-" + i);
          caller.setDaemon(true);
          return caller;
        })
        .toList();
    callers.forEach(Thread::start);
  }

  /** Everything so far. */
  List<Answer<T>> answers() {
    return List.copyOf(answers);
  }

  /** Waits for so many more answers. */
  void awaitMore(int count) {
    int enough = answers.size() + count;
    Await.until(count + " more answers", Duration.ofSeconds(60), () -> answers.size() >= enough);
  }

  private void call() {
    while (!ended) {
      long due = startNanos + number.getAndIncrement() * pauseNanos;
      LockSupport.parkNanos(due - System.nanoTime());
      if (!ended) {
        answers.add(ask());
      }
    }
  }

  private Answer<T> ask() {
    long asked = System.nanoTime();
    try {
      return new Answer<>(request.call(), null, asked, System.nanoTime());
    } catch (Exception e) {
      return new Answer<>(null, e, asked, System.nanoTime());
    }
  }

  /** Sends no more, and waits for what is under way. */
  List<Answer<T>> end() throws InterruptedException {
    ended = true;
    for (Thread caller : callers) {
      LockSupport.unpark(caller);
      caller.join();
    }
    return answers();
  }
}
