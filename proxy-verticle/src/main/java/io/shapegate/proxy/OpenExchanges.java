package io.shapegate.proxy;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests that are in flight on one event loop, and the clock that ends what takes too long. One timer looks at all of
 * them ten times a second, which costs less time and memory than timers of their own. Used on its event loop alone.
 */
final class OpenExchanges {
  private static final long TICK_MILLIS = 100;

  private final Vertx vertx;
  private final Clock clock;
  private final boolean accessLog;
  private final long requestNanos;
  private final long timer;
  private final List<Exchange> open = new ArrayList<>();
  private long coarseMillis;
  private long coarseNanos = System.nanoTime();
  private boolean draining;
  private boolean turnsAway;

  /** @param requestTime for a body to come, and a token to be verified */
  OpenExchanges(Vertx vertx, Clock clock, boolean accessLog, Duration requestTime) {
    this.vertx = vertx;
    this.clock = clock;
    this.accessLog = accessLog;
    this.requestNanos = requestTime.toNanos();
    this.coarseMillis = clock.millis();
    this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  Vertx vertx() {
    return vertx;
  }

  /** Milliseconds since 1970, exactly. */
  long now() {
    return clock.millis();
  }

  /** The same, up to 100 ms old, for nothing. */
  long coarseNow() {
    return coarseMillis;
  }

  /** {@code System.nanoTime()}, up to 100 ms old: for how long something takes, as nobody sets that clock. */
  long coarseNanos() {
    return coarseNanos;
  }

  /** How long a request may take to be whole and verified. */
  long requestNanos() {
    return requestNanos;
  }

  boolean logsAccess() {
    return accessLog;
  }

  /** Whether the proxy is about to stop, so that connections should end with their answers. */
  boolean isDraining() {
    return draining;
  }

  int count() {
    return open.size();
  }

  void add(Exchange exchange) {
    exchange.place = open.size();
    open.add(exchange);
  }

  void remove(Exchange exchange) {
    Exchange last = open.remove(open.size() - 1);
    if (last != exchange) {
      open.set(exchange.place, last);
      last.place = exchange.place;
    }
  }

  /** Whether what would wait for changes is not to begin any more. */
  boolean turnsWaitingAway() {
    return turnsAway;
  }

  /** From now on connections end with their answers. */
  void drain() {
    draining = true;
  }

  /** Ends what would go on for long. What remains are answers that are on their way. */
  void turnWaitingAway() {
    turnsAway = true;
    for (int i = open.size() - 1; i >= 0; i--) {
      if (i < open.size()) {
        open.get(i).turnAway();
      }
    }
  }

  void close() {
    vertx.cancelTimer(timer);
  }

  /** From the end, as one that is over makes way for the last, which was looked at before. */
  private void tick() {
    coarseMillis = clock.millis();
    coarseNanos = System.nanoTime();
    for (int i = open.size() - 1; i >= 0; i--) {
      if (i < open.size()) {
        tick(open.get(i));
      }
    }
  }

  /** What is wrong with one is no reason to keep the others waiting. */
  private static void tick(Exchange exchange) {
    try {
      exchange.tick();
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }
}
