package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** The figures of the proxies. */
record ProxyReport(Figures figures) implements Report {
  @Override
  public String markdown() {
    return ProxyTables.requests(figures);
  }

  @Override
  public JsonObject toJson() {
    return new JsonObject().put("contenders", figures.toJson());
  }

  @Override
  public String svg() {
    List<String> names = List.copyOf(figures.contenders());
    return BarChart.svg(
        names,
        List.of(
            panel("CPU µs/request", names, Figure.CPU_US),
            panel("CPU ms/GB", names, Figure.STREAM_CPU_MS_PER_GB)));
  }

  private BarChart.Panel panel(String title, List<String> names, Figure figure) {
    return new BarChart.Panel(
        title, names.stream().map(name -> figures.median(name, figure)).toList(), "%.1f");
  }
}
