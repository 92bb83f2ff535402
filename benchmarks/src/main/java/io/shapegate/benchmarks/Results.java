package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a benchmark found as Markdown, JSON and SVG, named for the benchmark and the Java version. */
final class Results {
  private Results() {}

  static void write(String suite, Machine machine, Pace pace, Report report) throws IOException {
    Path folder = pace.isSmoke() ? WorkFolder.target().resolve("smoke") : WorkFolder.results();
    Files.createDirectories(folder);
    String name = suite + "-java" + Runtime.version().feature();
    Files.writeString(
        folder.resolve(name + ".md"),
        "# " + suite + ", Java " + Runtime.version().feature() + "\n\n" + machine.sentence()
            + "\n\n![](" + name + ".svg)\n\n" + report.markdown());
    Files.writeString(
        folder.resolve(name + ".json"),
        report.toJson().put("machine", machine.toJson()).encodePrettily() + "\n");
    Files.writeString(folder.resolve(name + ".svg"), report.svg());
    System.out.println("  written: " + folder.resolve(name + ".md") + ", .json, .svg");
  }
}
