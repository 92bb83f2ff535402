package io.shapegate.gatekeeper;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Where decisions are written down. Gets one batch at a time. */
interface DecisionSink {
  /** Completes when the batch is dealt with, with the number of events that could not be written; it may take long. */
  Future<Integer> write(List<JsonObject> batch);

  Future<Void> close();
}
