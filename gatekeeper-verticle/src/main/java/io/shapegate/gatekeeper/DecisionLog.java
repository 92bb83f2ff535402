package io.shapegate.gatekeeper;

import io.shapegate.launcher.HealthHandler;
import io.shapegate.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes each decision down, wherever the configuration says. No answer waits for it, and what goes wrong in it shows in
 * health and in the log alone. Used on one event loop.
 */
final class DecisionLog {
  private static final long LINGER_MILLIS = 200;

  private final DecisionEvent event;
  private final Map<String, DecisionQueue> queues = new LinkedHashMap<>();
  private final Map<String, DecisionCounts> counts = new LinkedHashMap<>();

  DecisionLog(Vertx vertx, DecisionLogConfig config) {
    event = new DecisionEvent(config.params());
    if (config.log()) {
      add(vertx, config, "decision_log", new LoggerSink(vertx), 0);
    }
    DatabaseUrl database = config.database();
    if (database != null) {
      TableSink table = new TableSink(vertx, config.options(database));
      add(vertx, config, "decision_table", table, LINGER_MILLIS);
    }
  }

  /** Either the token or the failure is there. */
  void record(
      Exchange exchange, Hearing hearing, @Nullable ShapeToken token, @Nullable Throwable failure) {
    if (!queues.isEmpty()) {
      var decision = event.of(exchange, hearing, token, failure);
      queues.values().forEach(queue -> queue.add(decision));
    }
  }

  /** They always hold: whoever loses decisions still decides. */
  void addChecks(HealthHandler health) {
    counts.forEach(
        (name, count) -> health.check(name, () -> Future.succeededFuture(true), count::facts));
  }

  /** Writes what waits, within 3 s. */
  Future<Void> close() {
    return Future.join(queues.values().stream().map(DecisionQueue::close).toList())
        .mapEmpty();
  }

  private void add(
      Vertx vertx, DecisionLogConfig config, String name, DecisionSink sink, long lingerMillis) {
    DecisionCounts shared = DecisionCounts.shared(vertx, name);
    counts.put(name, shared);
    queues.put(name, new DecisionQueue(vertx, sink, config.capacity(), lingerMillis, shared));
  }
}
