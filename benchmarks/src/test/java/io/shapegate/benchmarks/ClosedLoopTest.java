package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final int REFUSALS = 20;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** The loop ends with the first answer that is none of these refusals. */
  @Test
  void aCallerAsksAgainOnItsConnectionUntilItIsAnswered() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Set<Integer> ports = ConcurrentHashMap.newKeySet();

    Sample sample = load(4, request -> {
      ports.add(request.remoteAddress().port());
      request
          .response()
          .setStatusCode(asked.incrementAndGet() <= REFUSALS ? 503 : 200)
          .end("x".repeat(10_000));
    });

    assertTrue(asked.get() > REFUSALS, "asked: " + asked);
    assertTrue(ports.size() <= 4, "connections: " + ports);
    assertTrue(sample.answered() > 0);
  }

  @Test
  void whatIsRefusedIsCountedAndTheFirstIsKept() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    Sample sample = load(
        1,
        request -> request
            .response()
            .setStatusCode(asked.incrementAndGet() <= REFUSALS ? 503 : 200)
            .end("number " + asked));

    assertEquals(REFUSALS, sample.refused());
    assertTrue(sample.firstRefusal().startsWith("HTTP/1.1 503"), sample.firstRefusal());
    assertTrue(sample.firstRefusal().endsWith("number 1"), sample.firstRefusal());
  }

  @Test
  void anAnswerWithoutABodyIsComplete() throws IOException {
    assertTrue(load(1, request -> request.response().setStatusCode(204).end()).answered() > 0);
  }

  @Test
  void anAnswerInChunksIsCompleteWithItsLastChunk() throws IOException {
    AtomicInteger asked = new AtomicInteger();

    Sample sample = load(1, request -> {
      request.response().setStatusCode(asked.incrementAndGet() == 1 ? 503 : 200).setChunked(true);
      request
          .response()
          .write("one")
          .onSuccess(written -> vertx.setTimer(20, later -> request.response().end("two")));
    });

    assertEquals(1, sample.refused());
    assertTrue(sample.firstRefusal().endsWith("two\r\n0\r\n\r\n"), sample.firstRefusal());
  }

  @Test
  void whenThereAreNoMoreRequestsAllOfThemAreAnswered() throws IOException {
    InetSocketAddress server = serve(request -> request.response().end("x"));
    List<byte[]> three = Collections.nCopies(3, Requests.get("/").get(0));

    Sample sample = ClosedLoop.run(server, three.iterator(), 2, Duration.ofSeconds(30));

    assertEquals(3, sample.answered());
    assertTrue(sample.elapsedNanos() < Duration.ofSeconds(30).toNanos());
  }

  @Test
  void aConnectionThatEndsIsAnError() {
    assertThrows(
        IOException.class, () -> load(1, request -> request.connection().close()));
  }

  private Sample load(int callers, Handler<HttpServerRequest> handler) throws IOException {
    return ClosedLoop.run(serve(handler), Requests.get("/"), callers, SHORT);
  }

  private InetSocketAddress serve(Handler<HttpServerRequest> handler) {
    HttpServer server =
        vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1").await();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
  }
}
