package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a benchmark found as Markdown, JSON and SVG, named for the benchmark and the Java version. */
final class Results {
  private Results() {}

  /**
   * @param whole whether all was measured, at full length; other results go into the build's folder
   */
  static void write(String suite, Machine machine, boolean whole, Report report)
      throws IOException {
    Path folder = whole ? WorkFolder.results() : WorkFolder.target().resolve("partial");
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
