package io.shapegate.systemtests;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** Electric's official TypeScript client in a Node process, driven by {@code client/sync.mjs}. */
final class OfficialClient implements AutoCloseable {
  private static final Path FOLDER = Path.of("client");
  private final Process process;
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();

  private OfficialClient(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "client-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Skips the test where there is no Node, unless {@code CI=true} says that there must be one. */
  static void require() throws IOException, InterruptedException {
    boolean present = isNodePresent();
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("Node 20 or newer is needed in CI");
    }
    Assumptions.assumeTrue(present, "SKIPPED: needs Node 20 or newer and npm on the path");
    if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
      run("npm", "ci", "--no-audit", "--no-fund");
    }
  }

  static OfficialClient start(JsonObject settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "sync.mjs", settings.encode()).directory(FOLDER.toFile());
    return new OfficialClient(
        builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The newest state of the shape; empty before there is one. */
  Set<JsonObject> rows() {
    return of("rows").stream()
        .reduce((older, newer) -> newer)
        .map(event -> objects(event.getJsonArray("rows")))
        .orElse(Set.of());
  }

  /** Everything of one kind that happened so far. */
  List<JsonObject> of(String event) {
    return events.stream().filter(line -> event.equals(line.getString("event"))).toList();
  }

  static Set<JsonObject> objects(JsonArray rows) {
    return rows.stream().map(JsonObject.class::cast).collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return events.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().map(JsonObject::new).forEach(events::add);
    } catch (IOException e) {
      // The process has ended.
    }
  }

  private static boolean isNodePresent() throws InterruptedException {
    try {
      return run("node", "-e", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)") == 0
          && run("npm", "--version") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command)
        .directory(FOLDER.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " takes too long");
    }
    return process.exitValue();
  }
}
