package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedLoopTest {
  private static final int HELD_MILLIS = 200;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void noMoreIsAskedThanTheRateAllows() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    Sample sample = load(4, 20, Duration.ofMillis(500), request -> {
      asked.incrementAndGet();
      request.response().end("x");
    });

    long due = 1 + sample.elapsedNanos() * 20 / Duration.ofSeconds(1).toNanos();
    assertTrue(asked.get() >= 1 && asked.get() <= due, "asked: " + asked + ", due: " + due);
  }

  /** Those that are due while the first one is held are answered at once when they are asked, and that is late. */
  @Test
  void theWaitForAFreeConnectionIsPartOfTheLatency() throws IOException {
    load(1, 100, Duration.ofMillis(1), request -> request.response().end("warm"));
    AtomicInteger asked = new AtomicInteger();

    Sample sample = load(1, 100, Duration.ofMillis(5 * HELD_MILLIS), request -> {
      if (asked.incrementAndGet() == 1) {
        vertx.setTimer(HELD_MILLIS, held -> request.response().end("late"));
      } else {
        request.response().end("at once");
      }
    });

    long waited = Arrays.stream(sample.sortedNanos())
        .filter(nanos -> nanos > Duration.ofMillis(HELD_MILLIS / 2).toNanos())
        .count();
    assertTrue(waited >= 5, "had to wait: " + waited + " of " + sample.answered());
  }

  private Sample load(
      int connections, double perSecond, Duration duration, Handler<HttpServerRequest> handler)
      throws IOException {
    HttpServer server =
        vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1").await();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
    try (Callers callers = Callers.connect(address, connections)) {
      return PacedLoop.run(callers, Requests.inTurn(Requests.get("/")), perSecond, duration);
    }
  }
}
