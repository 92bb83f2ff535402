package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that a gatekeeper and a policy had in use (VmHWM of proc(5)), in MiB. */
record Memory(long gatekeeper, long policy) {
  private static final String PEAK = "VmHWM:";
  private static final long KIB_PER_MIB = 1_024;

  static Memory of(GatekeeperStack stack) throws IOException {
    return new Memory(peak(stack.hs256().pid()), peak(stack.policy().pid()));
  }

  JsonObject toJson() {
    return new JsonObject().put("gatekeeper_mib", gatekeeper).put("policy_mib", policy);
  }

  private static long peak(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
        .filter(line -> line.startsWith(PEAK))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
        .findFirst()
        .orElseThrow();
  }
}
