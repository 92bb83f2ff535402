package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DecisionQueueTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final DecisionCounts counts = new DecisionCounts();
  private final RecordingSink sink = new RecordingSink();
  private final LogRecorder log = new LogRecorder(DecisionQueue.class);

  /** Takes batches and is done with one when the test says so. */
  private static final class RecordingSink implements DecisionSink {
    private final List<List<JsonObject>> batches = new CopyOnWriteArrayList<>();
    private final List<Promise<Integer>> done = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    @Override
    public Future<Integer> write(List<JsonObject> batch) {
      Promise<Integer> promise = Promise.promise();
      done.add(promise);
      batches.add(batch);
      return promise.future();
    }

    @Override
    public Future<Void> close() {
      closed = true;
      return Future.succeededFuture();
    }

    List<Integer> sizes() {
      return batches.stream().map(List::size).toList();
    }
  }

  @AfterEach
  void close() {
    log.close();
    TestGatekeeper.await(vertx.close());
  }

  @Test
  void whatWaitsLongEnoughGoesOutTogetherAndInOrder() {
    DecisionQueue queue = queue(100, 50);
    add(queue, 3);
    TestGatekeeper.until(() -> !sink.batches.isEmpty());
    assertEquals(List.of(event(0), event(1), event(2)), sink.batches.get(0));
    assertEquals(facts(3, 0), counts.facts());
    finish(0, 0);
    assertEquals(facts(0, 0), counts.facts());
  }

  @Test
  void aFullBatchDoesNotWait() {
    DecisionQueue queue = queue(10_000, 3_600_000);
    add(queue, 1_203);
    finish(0, 0);
    finish(1, 0);
    assertEquals(List.of(500, 500), sink.sizes());
    assertEquals(facts(203, 0), counts.facts());
  }

  @Test
  void thereIsOneBatchAtATime() {
    DecisionQueue queue = queue(10_000, 0);
    add(queue, 700);
    assertEquals(List.of(1), sink.sizes());
    finish(0, 0);
    assertEquals(List.of(1, 500), sink.sizes());
    finish(1, 0);
    assertEquals(List.of(1, 500, 199), sink.sizes());
  }

  @Test
  void whenItIsFullWhatComesIsDroppedAndCountedAndSaid() {
    DecisionQueue queue = queue(10, 0);
    add(queue, 25);
    assertEquals(facts(10, 15), counts.facts());
    assertEquals(List.of("WARN decisions are dropped, as 10 wait to be written"), log.lines());
    finish(0, 0);
    assertEquals(
        "WARN 15 decisions were dropped while the queue was full", log.lines().get(1));
    finish(1, 0);
    add(queue, 1);
    finish(2, 0);
    assertEquals(List.of(1, 9, 1), sink.sizes());
    assertEquals(facts(0, 15), counts.facts());
    assertEquals(2, log.lines().size());
  }

  @Test
  void whatTheSinkLosesIsCounted() {
    DecisionQueue queue = queue(10, 0);
    add(queue, 1);
    finish(0, 1);
    add(queue, 1);
    on(() -> {
      sink.done.get(1).fail("broken");
      return null;
    });
    assertEquals(facts(0, 2), counts.facts());
    add(queue, 1);
    assertEquals(3, sink.batches.size());
  }

  @Test
  void aSinkThatThrowsDoesNotEndIt() {
    DecisionSink broken = new DecisionSink() {
      @Override
      public Future<Integer> write(List<JsonObject> batch) {
        throw new IllegalStateException();
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
    DecisionQueue queue = new DecisionQueue(vertx, broken, 10, 0, counts);
    add(queue, 2);
    assertEquals(facts(0, 2), counts.facts());
  }

  @Test
  void atTheEndWhatWaitsIsWritten() {
    DecisionQueue queue = queue(10, 3_600_000);
    add(queue, 3);
    Future<Void> closed = on(queue::close);
    TestGatekeeper.until(() -> !sink.batches.isEmpty());
    assertTrue(!sink.closed && !closed.isComplete());
    finish(0, 0);
    TestGatekeeper.await(closed);
    assertTrue(sink.closed);
    assertEquals(List.of(3), sink.sizes());
    assertEquals(facts(0, 0), counts.facts());
  }

  @Test
  void theEndDoesNotWaitForLong() {
    DecisionQueue queue = queue(10, 0);
    add(queue, 3);
    long start = System.nanoTime();
    TestGatekeeper.await(on(queue::close));
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(millis >= 1_900 && millis < 4_000, millis + " ms");
    assertTrue(sink.closed);
    assertEquals(facts(0, 3), counts.facts());
    assertTrue(log.lines().contains("WARN 3 decisions could not be written before the end"));
  }

  @Test
  void anEmptyOneEndsAtOnce() {
    TestGatekeeper.await(on(queue(10, 200)::close));
    assertTrue(sink.closed);
  }

  @Test
  void whatIsWrittenTooLateIsNotCountedTwice() {
    DecisionQueue queue = queue(10, 0);
    add(queue, 1);
    TestGatekeeper.await(on(queue::close));
    finish(0, 0);
    add(queue, 1);
    assertEquals(facts(0, 2), counts.facts());
    assertEquals(1, sink.batches.size());
  }

  @Test
  void instancesCountTogether() {
    DecisionCounts.shared(vertx, "log").dropped(1);
    DecisionCounts.shared(vertx, "log").dropped(2);
    DecisionCounts.shared(vertx, "table").dropped(4);
    assertEquals(facts(0, 3), DecisionCounts.shared(vertx, "log").facts());
  }

  private DecisionQueue queue(int capacity, long lingerMillis) {
    return new DecisionQueue(vertx, sink, capacity, lingerMillis, counts);
  }

  private void add(DecisionQueue queue, int count) {
    on(() -> {
      for (int i = 0; i < count; i++) {
        queue.add(event(i));
      }
      return null;
    });
  }

  private void finish(int batch, int lost) {
    TestGatekeeper.until(() -> sink.done.size() > batch);
    on(() -> {
      sink.done.get(batch).complete(lost);
      return null;
    });
  }

  /** Runs on the event loop and waits for it. */
  private <T> T on(Supplier<T> work) {
    List<T> result = new ArrayList<>();
    Promise<Void> ran = Promise.promise();
    loop.runOnContext(now -> {
      result.add(work.get());
      ran.complete();
    });
    TestGatekeeper.await(ran.future());
    return result.get(0);
  }

  private static JsonObject event(int number) {
    return new JsonObject().put("number", number);
  }

  private static JsonObject facts(long queued, long dropped) {
    return new JsonObject().put("queued", queued).put("dropped", dropped);
  }
}
