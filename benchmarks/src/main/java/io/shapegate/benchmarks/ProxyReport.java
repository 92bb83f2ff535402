package io.shapegate.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The figures of the proxies.
 *
 * @param left what was left out
 * @param versions of the proxies of others
 */
record ProxyReport(
    Figures figures, List<Held> held, List<String> left, List<String> versions, List<Part> parts)
    implements Report {

  ProxyReport with(List<Part> measured) {
    return new ProxyReport(figures, held, left, versions, measured);
  }

  @Override
  public String markdown() {
    return new ProxyTables(figures).all(held, parts) + '\n' + fineprint();
  }

  @Override
  public JsonObject toJson() {
    return new JsonObject()
        .put("contenders", figures.toJson())
        .put("held", new JsonArray(held.stream().map(Held::toJson).toList()))
        .put("parts", new JsonArray(parts.stream().map(Part::toJson).toList()))
        .put("left_out", new JsonArray(left))
        .put("versions", new JsonArray(versions))
        .put("jvm", String.join(" ", JvmFlags.ofProxies()));
  }

  @Override
  public String svg() {
    List<String> names =
        figures.contenders().stream().filter(name -> !name.startsWith("01")).toList();
    return BarChart.svg(
        names,
        List.of(
            panel("CPU µs/request", names, Figure.CPU_US, "%.1f"),
            panel("p99 in ms at the same load", names, Figure.PACED_P99_MS, "%.2f"),
            panel("CPU ms/GB", names, Figure.STREAM_CPU_MS_PER_GB, "%.0f")));
  }

  private BarChart.Panel panel(String title, List<String> names, Figure figure, String format) {
    List<Double> values = names.stream()
        .map(name -> figures.median(name, figure))
        .map(value -> value.isNaN() ? Double.valueOf(0) : value)
        .toList();
    return new BarChart.Panel(title, values, format);
  }

  private String fineprint() {
    return String.join(", ", versions) + "; JVMs of 06 and above with `"
        + String.join(" ", JvmFlags.ofProxies()) + "`."
        + (left.isEmpty() ? "" : " Left out: " + String.join(", ", left) + ".") + "\n";
  }
}
