package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The docker command, for the compose file of this project under a project name of the tests' own. */
final class Docker {
  /** {@code COMPOSE_PROJECT_NAME} is for several that run the tests on one engine. */
  static final String PROJECT =
      System.getenv().getOrDefault("COMPOSE_PROJECT_NAME", "shapegate-test");

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Map<String, String> settings;
  private final List<String> options;

  /** What a command printed, both outputs together. */
  record Run(int status, String output) {
    String succeeded() {
      assertEquals(0, status, output);
      return output;
    }
  }

  /** @param options of docker compose, such as {@code -f} */
  Docker(Map<String, String> settings, String... options) {
    this.settings = settings;
    this.options = List.of(options);
  }

  /** In CI there has to be an engine; elsewhere it takes a word, as images take minutes to build, and gigabytes. */
  static void require() throws Exception {
    boolean ci = "true".equals(System.getenv("CI"));
    Assumptions.assumeTrue(
        ci || "true".equals(System.getenv("SHAPEGATE_COMPOSE")),
        "SKIPPED: set SHAPEGATE_COMPOSE=true to build the images and try docker-compose.yaml");
    boolean there;
    try {
      there = new Docker(Map.of()).run("docker", "info").status() == 0;
    } catch (IOException e) {
      there = false;
    }
    assertTrue(there || !ci, "a Docker engine is needed in CI");
    Assumptions.assumeTrue(there, "SKIPPED: needs a Docker engine that runs");
  }

  Run compose(String... arguments) throws Exception {
    return run(composeCommand(arguments));
  }

  private String[] composeCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", PROJECT));
    command.addAll(options);
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** One that goes on until somebody ends it, and prints both outputs to one. */
  Process startCompose(String... arguments) throws IOException {
    return start(composeCommand(arguments));
  }

  /** A shell command in a running container, as its own user. */
  Run exec(String service, String script) throws Exception {
    return compose("exec", "-T", service, "sh", "-c", script);
  }

  Run run(String... command) throws Exception {
    Process process = start(command);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(
        process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends: " + List.of(command));
    return new Run(process.exitValue(), output.strip());
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
    builder.environment().putAll(settings);
    return builder.redirectErrorStream(true).start();
  }

  /** The containers of a service that run. */
  List<String> containers(String service) throws Exception {
    return compose("ps", "-q", service).succeeded().lines().toList();
  }

  /** What docker inspect says of a container. */
  JsonObject inspect(String container) throws Exception {
    return new JsonArray(run("docker", "inspect", container).succeeded()).getJsonObject(0);
  }

  /** The addresses of the container of a service, one for each of its networks. */
  List<String> addresses(String service) throws Exception {
    JsonObject networks = inspect(containers(service).get(0))
        .getJsonObject("NetworkSettings")
        .getJsonObject("Networks");
    return networks.fieldNames().stream()
        .map(name -> networks.getJsonObject(name).getString("IPAddress"))
        .toList();
  }
}
