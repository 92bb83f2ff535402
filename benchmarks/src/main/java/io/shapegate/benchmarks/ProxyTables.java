package io.shapegate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The figures of the proxies as Markdown. */
final class ProxyTables {
  private static final List<String> COMPARED =
      List.of("02-nginx", "03-haproxy", "04-haproxy-jwt", "05-caddy");

  private ProxyTables() {}

  static String requests(Figures figures) {
    return table(
        figures,
        Figure.CPU_US,
        Figure.CPU_US,
        Figure.REQUESTS_PER_SECOND,
        Figure.CORE_BUSY_PERCENT,
        Figure.P50_MS,
        Figure.P99_MS,
        Figure.P999_MS,
        Figure.REFUSED,
        Figure.STREAM_CPU_MS_PER_GB);
  }

  /** One row for each contender that has the figure, which is also compared with that of others. */
  private static String table(Figures figures, Figure compared, Figure... columns) {
    List<String> others = COMPARED.stream()
        .filter(other -> !Double.isNaN(figures.median(other, compared)))
        .toList();
    List<String> heads = new ArrayList<>(List.of(""));
    List.of(columns).forEach(column -> heads.add(column.heading()));
    others.forEach(other -> heads.add("× " + other.substring(0, 2)));
    MarkdownTable table = new MarkdownTable(heads.toArray(String[]::new));
    for (String name : figures.contenders()) {
      if (!Double.isNaN(figures.median(name, compared))) {
        List<String> cells = new ArrayList<>(List.of(name));
        List.of(columns).forEach(column -> cells.add(figures.text(name, column)));
        others.forEach(other -> cells.add(figures.ratio(name, other, compared)));
        table.row(cells.toArray(String[]::new));
      }
    }
    return table.toString();
  }
}
