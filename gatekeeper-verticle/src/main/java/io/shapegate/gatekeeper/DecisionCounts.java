package io.shapegate.gatekeeper;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the decisions of all instances in this process, for one place to write them to. */
final class DecisionCounts implements Shareable {
  private final AtomicLong queued = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  static DecisionCounts shared(Vertx vertx, String place) {
    return vertx
        .sharedData()
        .<String, DecisionCounts>getLocalMap("io.shapegate.gatekeeper.decisions")
        .computeIfAbsent(place, name -> new DecisionCounts());
  }

  void queued(int events) {
    queued.addAndGet(events);
  }

  void dropped(int events) {
    dropped.addAndGet(events);
  }

  /** For health. */
  JsonObject facts() {
    return new JsonObject().put("queued", queued.get()).put("dropped", dropped.get());
  }
}
