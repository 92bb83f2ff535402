package io.shapegate.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/** What a proxy held in memory, minute by minute. */
record SoakReport(List<Minute> minutes) implements Report {
  /**
   * One minute of mixed load.
   *
   * @param mostMib the largest resident memory that was seen
   * @param openFiles at its end, when nobody asked for anything
   * @param requests that were answered, of those that come at full load
   */
  record Minute(double mostMib, long openFiles, long requests) {
    @Override
    public String toString() {
      return String.format(
          "RSS %.0f MiB at most, %d open files, %,d small answers", mostMib, openFiles, requests);
    }
  }

  @Override
  public String markdown() {
    MarkdownTable table = new MarkdownTable("minute", "most RSS, MiB", "open files", "requests");
    for (int i = 0; i < minutes.size(); i++) {
      Minute minute = minutes.get(i);
      table.row(
          String.valueOf(i + 1),
          String.format("%.0f", minute.mostMib),
          String.valueOf(minute.openFiles),
          String.format("%,d", minute.requests));
    }
    return "Every minute holds all of it several times: 64 connections that ask as fast as they can, tokens that"
        + " come once, live requests that are answered or given up, slow readers, and large bodies.\n\n"
        + table + "\n07-proxy-hs256 with `" + String.join(" ", JvmFlags.ofProxies()) + "`.\n";
  }

  @Override
  public JsonObject toJson() {
    return new JsonObject()
        .put("jvm", String.join(" ", JvmFlags.ofProxies()))
        .put(
            "minutes",
            new JsonArray(minutes.stream()
                .map(minute -> new JsonObject()
                    .put("most_rss_mib", minute.mostMib)
                    .put("open_files", minute.openFiles)
                    .put("requests", minute.requests))
                .toList()));
  }

  @Override
  public String svg() {
    return BarChart.svg(
        IntStream.rangeClosed(1, minutes.size())
            .mapToObj(minute -> "minute " + minute)
            .toList(),
        List.of(new BarChart.Panel(
            "most RSS in MiB", minutes.stream().map(Minute::mostMib).toList(), "%.0f")));
  }
}
