package io.shapegate.gatekeeper;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each decision as one line of JSON, from a thread that all instances share: whoever reads the log may be slow, or
 * stand still.
 */
final class LoggerSink implements DecisionSink {
  private static final Logger DECISIONS = LoggerFactory.getLogger("io.shapegate.decisions");
  private static final long PATIENCE_MINUTES = 10;

  private final WorkerExecutor thread;

  LoggerSink(Vertx vertx) {
    thread =
        vertx.createSharedWorkerExecutor("decision-log", 1, PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  @Override
  public Future<Integer> write(List<JsonObject> batch) {
    return thread.executeBlocking(() -> {
      batch.forEach(event -> DECISIONS.info(SafeJson.line(event)));
      return 0;
    });
  }

  @Override
  public Future<Void> close() {
    return thread.close();
  }
}
