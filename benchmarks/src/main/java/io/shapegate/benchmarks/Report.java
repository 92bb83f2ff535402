package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;

/** What a benchmark found, in three forms. */
interface Report {
  /** The part of a Markdown page below its title and machine. */
  String markdown();

  JsonObject toJson();

  /** A picture of its own, with text. */
  String svg();
}
