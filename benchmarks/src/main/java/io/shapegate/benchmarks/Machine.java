package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures come from. Load averages are of the minute before. */
record Machine(String processor, int cores, String java, double loadBefore) {
  static Machine here() throws IOException {
    return new Machine(
        processorName(), Cores.ofThisMachine().count(), Runtime.version().toString(), load());
  }

  String sentence() {
    return String.format(
        "%d × %s, Java %s, load average %.1f at the start and %.1f at the end (of which up to %d from the benchmark itself).",
        cores, processor, java, loadBefore, load(), cores);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("processor", processor)
        .put("cores", cores)
        .put("java", java)
        .put("load_average_before", loadBefore)
        .put("load_average_after", load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processorName() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("processor of an unknown kind");
  }
}
