package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;

/**
 * Memory while live requests are held.
 *
 * @param kind long polls or event streams
 * @param residentBefore resident memory in KiB, before the first of them
 * @param resident the same while they are held
 * @param heapEach how much a JVM's heap holds for each of them after a collection, in KiB; not a number for other programs
 */
record Held(
    String contender,
    String kind,
    int count,
    double residentBefore,
    double resident,
    double heapEach) {
  double residentEach() {
    return (resident - residentBefore) / count;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("contender", contender)
        .put("kind", kind)
        .put("count", count)
        .put("resident_before_kib", residentBefore)
        .put("resident_kib", resident)
        .put("resident_each_kib", residentEach())
        .put("live_heap_each_kib", Double.isNaN(heapEach) ? null : heapEach);
  }
}
