package io.shapegate.gatekeeper;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions on their way to one place, in batches of up to 500, one batch at a time. Nobody waits for it: when it is full,
 * what comes is dropped and counted. Used on one event loop.
 */
final class DecisionQueue {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionQueue.class);
  private static final int MAX_BATCH = 500;
  private static final long FLUSH_MILLIS = 2_000;
  private static final long CLOSE_MILLIS = 500;

  private final Vertx vertx;
  private final DecisionSink sink;
  private final int capacity;
  private final long lingerMillis;
  private final DecisionCounts counts;
  private final Queue<JsonObject> waiting = new ArrayDeque<>();
  private final Promise<Void> drained = Promise.promise();
  private int inFlight;
  private boolean timed;
  private boolean closing;
  private boolean abandoned;
  private long droppedInARow;

  /** A batch goes out when it is full, or when its first event has waited for so long. */
  DecisionQueue(
      Vertx vertx, DecisionSink sink, int capacity, long lingerMillis, DecisionCounts counts) {
    this.vertx = vertx;
    this.sink = sink;
    this.capacity = capacity;
    this.lingerMillis = lingerMillis;
    this.counts = counts;
  }

  void add(JsonObject event) {
    if (abandoned || waiting.size() + inFlight >= capacity) {
      drop();
      return;
    }
    waiting.add(event);
    counts.queued(1);
    proceed();
  }

  /** Writes what waits, for 2 s at most; what is left then is lost. */
  Future<Void> close() {
    closing = true;
    proceed();
    return drained
        .future()
        .timeout(FLUSH_MILLIS, TimeUnit.MILLISECONDS)
        .onFailure(late -> abandon())
        .eventually(() -> sink.close().timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS))
        .otherwiseEmpty();
  }

  private void abandon() {
    int lost = waiting.size() + inFlight;
    LOG.warn("{} decisions could not be written before the end", lost);
    counts.queued(-lost);
    counts.dropped(lost);
    waiting.clear();
    abandoned = true;
  }

  private void proceed() {
    if (inFlight > 0 || abandoned) {
      return;
    }
    if (waiting.isEmpty()) {
      finish();
    } else if (closing || lingerMillis == 0 || waiting.size() >= MAX_BATCH) {
      write();
    } else if (!timed) {
      timed = true;
      vertx.setTimer(lingerMillis, elapsed -> {
        timed = false;
        if (inFlight == 0 && !waiting.isEmpty()) {
          write();
        }
      });
    }
  }

  private void write() {
    List<JsonObject> batch = new ArrayList<>();
    while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    inFlight = batch.size();
    Future.<Integer>future(promise -> sink.write(batch).onComplete(promise))
        .otherwise(failure -> {
          LOG.error("a batch of decisions is lost", failure);
          return batch.size();
        })
        .onSuccess(this::written);
  }

  private void written(int lost) {
    if (abandoned) {
      return;
    }
    counts.queued(-inFlight);
    counts.dropped(lost);
    inFlight = 0;
    if (droppedInARow > 0) {
      LOG.warn("{} decisions were dropped while the queue was full", droppedInARow);
      droppedInARow = 0;
    }
    proceed();
  }

  private void drop() {
    counts.dropped(1);
    if (droppedInARow++ == 0) {
      LOG.warn("decisions are dropped, as {} wait to be written", capacity);
    }
  }

  private void finish() {
    if (closing) {
      drained.tryComplete();
    }
  }
}
