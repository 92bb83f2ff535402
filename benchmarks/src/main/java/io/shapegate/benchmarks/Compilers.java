package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the compilers of a JVM do, known by the names of their threads. Other programs have none. */
final class Compilers {
  private Compilers() {}

  /** Their processor time so far in nanoseconds, the first field of {@code schedstat}. */
  static long nanos(long pid) throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path thread : threads) {
        nanos += nanosOf(thread);
      }
    }
    return nanos;
  }

  private static long nanosOf(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("comm")).matches("(?s)C[12] Compiler.*")
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (IOException e) {
      // It has just ended, as a JVM lets compilers go that it does not need.
      return 0;
    }
  }
}
