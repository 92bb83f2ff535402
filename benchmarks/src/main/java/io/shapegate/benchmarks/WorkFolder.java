package io.shapegate.benchmarks;

import java.nio.file.Path;

/** Where files go, seen from the top of the repository, from where everything is started. */
final class WorkFolder {
  private WorkFolder() {}

  static Path logs() {
    return target().resolve("logs");
  }

  static Path target() {
    return Path.of("benchmarks", "target");
  }

  static Path results() {
    return Path.of("benchmarks", "results");
  }

  /** A service of the product as it is delivered. */
  static Path jar(String module) {
    return Path.of(module, "target", module + "-app.jar");
  }
}
