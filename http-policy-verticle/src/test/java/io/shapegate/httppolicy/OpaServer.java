package io.shapegate.httppolicy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real Open Policy Agent with the policies among the test resources. */
final class OpaServer implements AutoCloseable {
  private static final Path POLICIES = Path.of("src", "test", "resources");

  private final Process process;
  private final int port;

  private OpaServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Skips the tests where there is none, unless {@code CI=true} says that there must be one. Says so itself, as Surefire
   * does not tell why a whole class is skipped.
   */
  static void require() {
    if (binary().isPresent()) {
      return;
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("Open Policy Agent is needed in CI; SHAPEGATE_OPA is its path");
    }
    String message =
        "OpaIT is SKIPPED: it needs Open Policy Agent, as opa on the path or at SHAPEGATE_OPA";
    System.out.println(message);
    Assumptions.abort(message);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static OpaServer start(String... options) throws Exception {
    return startAt(freePort(), options);
  }

  static OpaServer startAt(int port, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        binary().orElseThrow().toString(),
        "run",
        "--server",
        "--skip-version-check",
        "--log-level=error",
        "--addr=127.0.0.1:" + port));
    command.addAll(List.of(options));
    try (Stream<Path> files = Files.list(POLICIES)) {
      files.map(Path::toString).filter(file -> file.endsWith(".rego")).forEach(command::add);
    }
    File log = Path.of("target", "opa-" + port + ".log").toFile();
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
    Await.until("OPA listens, see " + log, () -> isListening(process, port));
    return new OpaServer(process, port);
  }

  String url(String scheme, String document) {
    return scheme + "://127.0.0.1:" + port + "/v1/data/" + document;
  }

  int port() {
    return port;
  }

  /** kill -9. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static boolean isListening(Process process, int port) {
    if (!process.isAlive()) {
      throw new AssertionError("OPA ended with " + process.exitValue());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> binary() {
    String given = System.getenv("SHAPEGATE_OPA");
    Stream<Path> places = given == null || given.isBlank()
        ? Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, "opa"))
        : Stream.of(Path.of(given));
    return places.filter(Files::isRegularFile).filter(Files::isExecutable).findFirst();
  }
}
