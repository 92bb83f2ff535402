package io.shapegate.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process takes, in KiB. */
final class ProcessMemory {
  private static final String RESIDENT = "VmRSS:";
  private static final Pattern USED = Pattern.compile("\\bused (\\d+)([KMG])");
  private static final double KIB_PER_MIB = 1_024;
  private static final double KIB_PER_GIB = KIB_PER_MIB * KIB_PER_MIB;

  private ProcessMemory() {}

  /** What is in memory of it now (VmRSS of proc(5)). */
  static double residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
        .filter(line -> line.startsWith(RESIDENT))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** What a JVM's heap holds after a collection; not a number where there is no {@code jcmd} that could tell. */
  static double liveHeapKib(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return Double.NaN;
    }
    run(jcmd, pid, "GC.run");
    return run(jcmd, pid, "GC.heap_info").stream()
        .filter(line -> !line.contains("Metaspace") && !line.contains("class space"))
        .map(USED::matcher)
        .filter(Matcher::find)
        .mapToDouble(ProcessMemory::kib)
        .sum();
  }

  private static double kib(Matcher used) {
    double number = Long.parseLong(used.group(1));
    return switch (used.group(2)) {
      case "K" -> number;
      case "M" -> number * KIB_PER_MIB;
      default -> number * KIB_PER_GIB;
    };
  }

  private static List<String> run(Path jcmd, long pid, String command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), command)
        .redirectErrorStream(true)
        .start();
    try (InputStream out = process.getInputStream()) {
      List<String> lines =
          new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      if (process.waitFor() != 0) {
        throw new IOException("jcmd " + command + ": " + String.join("\n", lines));
      }
      return lines;
    }
  }
}
