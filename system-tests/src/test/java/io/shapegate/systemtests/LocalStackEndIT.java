package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whenever a local stack is told to end, it does so at once and leaves nothing behind. */
class LocalStackEndIT {
  @Test
  void ctrlCEndsEverythingAndLeavesNothingBehind() throws Exception {
    Set<Path> before = temporaryData();
    LocalStackProcess stack = LocalStackProcess.start(Map.of()).awaitReady();
    long postgres = postgresProcesses();

    Duration took = stack.interrupt();

    assertTrue(took.toSeconds() < 5, "took " + took);
    Await.until(
        "its Postgres has ended", Duration.ofSeconds(5), () -> postgresProcesses() < postgres);
    assertEquals(before, temporaryData());
    assertFalse(stack.log().contains("\tat "), stack.log());
  }

  @Test
  void ctrlCDuringTheStartLeavesNothingBehindEither() throws Exception {
    Set<Path> before = temporaryData();
    long postgres = postgresProcesses();
    LocalStackProcess stack = LocalStackProcess.start(Map.of());
    Await.until(
        "Postgres is starting", Duration.ofSeconds(20), () -> !temporaryData().equals(before));

    Duration took = stack.interrupt();

    assertTrue(took.toSeconds() < 5, "took " + took);
    Await.until(
        "its Postgres has ended", Duration.ofSeconds(5), () -> postgresProcesses() <= postgres);
    assertEquals(before, temporaryData());
    assertFalse(stack.log().contains("cannot start"), stack.log());
  }

  private static Set<Path> temporaryData() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("shapegate-postgres-"))
          .collect(Collectors.toSet());
    }
  }

  private static long postgresProcesses() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("shapegate-postgres-"))
        .count();
  }
}
