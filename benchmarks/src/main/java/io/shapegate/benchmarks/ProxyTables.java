package io.shapegate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of the proxies as Markdown. A column that begins with × tells how many times the figure of another one it is. */
final class ProxyTables {
  private static final String NGINX = "02-nginx";
  private static final String HAPROXY = "03-haproxy";
  private static final String HAPROXY_JWT = "04-haproxy-jwt";
  private static final String CADDY = "05-caddy";
  private static final double KIB_PER_MIB = 1_024;

  private final Figures figures;

  ProxyTables(Figures figures) {
    this.figures = figures;
  }

  /** A section for everything that was measured. */
  String all(List<Held> held, List<Part> parts) {
    return Stream.of(
            section(
                "Small answers, at full load",
                table(
                    List.of(HAPROXY_JWT, HAPROXY, NGINX, CADDY),
                    Figure.CPU_US,
                    Figure.REQUESTS_PER_SECOND,
                    Figure.CORE_BUSY_PERCENT,
                    Figure.P50_MS,
                    Figure.P99_MS,
                    Figure.P999_MS,
                    Figure.REFUSED,
                    Figure.LOAD_CPU_US)),
            section(
                "Small answers, at half of what 07 gives",
                table(
                    List.of(NGINX),
                    Figure.PACED_P99_MS,
                    Figure.PACED_P50_MS,
                    Figure.PACED_P999_MS,
                    Figure.PACED_LATE_PERCENT,
                    Figure.PACED_PER_SECOND,
                    Figure.PACED_CPU_US)),
            section(
                "A large body",
                table(
                    List.of(HAPROXY, NGINX),
                    Figure.STREAM_CPU_MS_PER_GB,
                    Figure.STREAM_MB_PER_SECOND)),
            section("Live requests that wait", held(held)),
            section(
                "Slow readers",
                table(
                    List.of(),
                    Figure.SLOW_GROWTH_MIB,
                    Figure.SLOW_BEFORE_MIB,
                    Figure.SLOW_MOST_MIB,
                    Figure.SLOW_READ_GB,
                    Figure.SLOW_SECONDS,
                    Figure.SLOW_WHOLE)),
            section(
                "CPU µs/request by how many tokens there are",
                table(
                    List.of(),
                    Figure.TOKENS_1,
                    Figure.TOKENS_64,
                    Figure.TOKENS_1000,
                    Figure.PLACES_NEW,
                    Figure.TOKENS_NEW)),
            section("The parts on their own", parts(parts)))
        .filter(section -> !section.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String section(String title, MarkdownTable table) {
    return table.isEmpty() ? "" : "## " + title + "\n\n" + table;
  }

  /** One row for each contender that has the first figure, which is compared with that of others. */
  private MarkdownTable table(List<String> others, Figure first, Figure... more) {
    List<String> heads = new ArrayList<>(List.of("", first.heading()));
    others.forEach(other -> heads.add("× " + other));
    List.of(more).forEach(figure -> heads.add(figure.heading()));
    MarkdownTable table = new MarkdownTable(heads.toArray(String[]::new));
    for (String name : figures.contenders()) {
      if (!Double.isNaN(figures.median(name, first))) {
        List<String> cells = new ArrayList<>(List.of(name, figures.text(name, first)));
        others.forEach(other -> cells.add(figures.ratio(name, other, first)));
        List.of(more).forEach(figure -> cells.add(figures.text(name, figure)));
        table.row(cells.toArray(String[]::new));
      }
    }
    return table;
  }

  private static MarkdownTable held(List<Held> all) {
    MarkdownTable table = new MarkdownTable(
        "", "kind", "held", "RSS before, MiB", "RSS, MiB", "RSS each, KiB", "live heap each, KiB");
    for (Held held : all) {
      table.row(
          held.contender(),
          held.kind(),
          String.valueOf(held.count()),
          String.format("%.1f", held.residentBefore() / KIB_PER_MIB),
          String.format("%.1f", held.resident() / KIB_PER_MIB),
          String.format("%.1f", held.residentEach()),
          Double.isNaN(held.heapEach()) ? "–" : String.format("%.1f", held.heapEach()));
    }
    return table;
  }

  private static MarkdownTable parts(List<Part> parts) {
    MarkdownTable table = new MarkdownTable("part", "µs", "±", "bytes allocated");
    parts.forEach(part -> table.row(
        part.name(),
        String.format("%.2f", part.micros()),
        String.format("%.2f", part.error()),
        String.format("%.0f", part.bytes())));
    return table;
  }
}
