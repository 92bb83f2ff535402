package io.shapegate.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Deno that {@code deno/package.json} names, from npm. */
final class Deno {
  private static final Path FOLDER = Path.of("deno");
  private static final Path PLATFORMS = FOLDER.resolve("node_modules/@deno").toAbsolutePath();

  private Deno() {}

  /** Skips the test where it cannot be had, unless {@code CI=true} says that it must be. */
  static Path require() throws IOException, InterruptedException {
    if (program().isEmpty()) {
      install();
    }
    Optional<Path> program = program();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("npm could not install Deno, and CI is set");
    }
    Assumptions.assumeTrue(program.isPresent(), "SKIPPED: needs Deno, which npm could not install");
    return program.get();
  }

  /** The program itself: the one that npm links to would leave it running when it is ended. */
  private static Optional<Path> program() throws IOException {
    if (!Files.isDirectory(PLATFORMS)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.walk(PLATFORMS, 2)) {
      return found
          .filter(file -> file.endsWith("deno") && Files.isRegularFile(file))
          .findFirst();
    }
  }

  /** The version is exact, and its packages for platforms are of the same one; a lock file would need all of them. */
  private static void install() throws InterruptedException {
    try {
      Process npm = new ProcessBuilder("npm", "install", "--no-package-lock", "--ignore-scripts")
          .directory(FOLDER.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      if (!npm.waitFor(2, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
      }
    } catch (IOException e) {
      // There is no npm.
    }
  }
}
