package io.shapegate.gatekeeper;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each decision as one line of JSON, from a thread of its own: whoever reads the log may be slow, or stand still. It
 * is none of Vert.x', which would wait for it at the end.
 */
final class LoggerSink implements DecisionSink {
  private static final Logger DECISIONS = LoggerFactory.getLogger("io.shapegate.decisions");

  private final Vertx vertx;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
    Thread created = new Thread(work, "decision-log");
    created.setDaemon(true);
    return created;
  });

  LoggerSink(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Future<Integer> write(List<JsonObject> batch) {
    Context caller = vertx.getOrCreateContext();
    Promise<Integer> written = Promise.promise();
    thread.execute(() -> {
      int lost = log(batch);
      try {
        caller.runOnContext(done -> written.complete(lost));
      } catch (RejectedExecutionException e) {
        // Vert.x has closed in the meantime, and nobody waits any more.
      }
    });
    return written.future();
  }

  @Override
  public Future<Void> close() {
    thread.shutdown();
    return Future.succeededFuture();
  }

  private static int log(List<JsonObject> batch) {
    int lost = 0;
    for (JsonObject event : batch) {
      try {
        DECISIONS.info(SafeJson.line(event));
      } catch (RuntimeException e) {
        lost++;
      }
    }
    return lost;
  }
}
