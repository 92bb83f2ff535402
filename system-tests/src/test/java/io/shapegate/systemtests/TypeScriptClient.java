package io.shapegate.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The example client in {@code clients/typescript}, built with its own tools. */
final class TypeScriptClient {
  static final Path FOLDER = Path.of("..", "clients", "typescript");
  private static final Path LOG = Path.of("target", "typescript-client.log").toAbsolutePath();
  private static final int MINUTES = 4;

  private TypeScriptClient() {}

  /** Skips the test where there is no Node, unless {@code CI=true} says that there must be one. */
  static void build() throws IOException, InterruptedException {
    OfficialClient.require();
    if (!isInstalled()) {
      npm(Map.of(), "ci", "--no-audit", "--no-fund");
    }
    npm(Map.of(), "run", "build");
  }

  /** npm notes what it has installed. */
  private static boolean isInstalled() throws IOException {
    Path installed = FOLDER.resolve(Path.of("node_modules", ".package-lock.json"));
    return Files.exists(installed)
        && Files.getLastModifiedTime(installed)
                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
            >= 0;
  }

  /** Fails with what npm wrote where it does not succeed. */
  static void npm(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("npm");
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    Process npm = builder
        .directory(FOLDER.toFile())
        .redirectErrorStream(true)
        .redirectOutput(LOG.toFile())
        .start();
    boolean ended = npm.waitFor(MINUTES, TimeUnit.MINUTES);
    npm.descendants().forEach(ProcessHandle::destroy);
    npm.destroy();
    if (!ended || npm.exitValue() != 0) {
      throw new AssertionError(
          "npm " + String.join(" ", arguments) + ":\n" + Files.readString(LOG));
    }
  }
}
