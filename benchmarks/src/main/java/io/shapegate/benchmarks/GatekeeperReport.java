package io.shapegate.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The figures of the gatekeeper. */
record GatekeeperReport(GatekeeperWork work, List<Result> results, Memory memory, List<Part> parts)
    implements Report {

  GatekeeperReport with(List<Part> measured) {
    return new GatekeeperReport(work, results, memory, measured);
  }

  @Override
  public String markdown() {
    return String.join(
        "\n",
        GatekeeperTables.throughput(matrix()),
        GatekeeperTables.processorTime(matrix()),
        GatekeeperTables.steps(work.steps(), results),
        GatekeeperTables.parts(parts),
        String.format(
            "Most memory in use: gatekeeper %d MiB, policy %d MiB, each with `-Xmx256m -XX:+UseSerialGC`.%n",
            memory.gatekeeper(), memory.policy()));
  }

  @Override
  public JsonObject toJson() {
    return new JsonObject()
        .put("results", new JsonArray(results.stream().map(Result::toJson).toList()))
        .put("parts", new JsonArray(parts.stream().map(Part::toJson).toList()))
        .put("memory", memory.toJson());
  }

  @Override
  public String svg() {
    List<String> rows = matrix().stream()
        .map(result -> result.work() + ", " + result.callers()
            + (result.callers() == 1 ? " caller" : " callers"))
        .toList();
    return BarChart.svg(
        rows,
        List.of(
            new BarChart.Panel(
                "tokens per second", matrix().stream().map(Result::perSecond).toList(), "%.0f"),
            new BarChart.Panel("p99 in ms", matrix().stream().map(Result::p99).toList(), "%.1f")));
  }

  private List<Result> matrix() {
    List<String> names = work.matrix().stream().map(Work::name).toList();
    return results.stream().filter(result -> names.contains(result.work())).toList();
  }
}
