package io.shapegate.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;

/** The browser of tests, as Debian has it. */
final class Chromium {
  static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private Chromium() {}

  /** With {@code CI=true} it has to be. */
  static boolean isThere() {
    boolean there = Files.isExecutable(PROGRAM);
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI needs Chromium at " + PROGRAM);
    }
    return there;
  }
}
