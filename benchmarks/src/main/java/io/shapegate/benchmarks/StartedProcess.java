package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A JVM of the product, or of this module, that listens on a port of loopback. Its heap is 256 MiB. */
final class StartedProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;
  private static final long END_SECONDS = 15;

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;

  private StartedProcess(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts with an environment of these settings only, and a free port.
   *
   * @param pinning what stands before the command
   * @param program what stands behind {@code java}: a jar, or a class path and a class
   */
  static StartedProcess start(
      String name, List<String> pinning, List<String> program, Map<String, String> settings)
      throws IOException {
    int port = Ports.free();
    List<String> command = new ArrayList<>(pinning);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(program);
    Path log = Files.createDirectories(WorkFolder.logs()).resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(new HashMap<>(settings));
    builder.environment().put("PORT", String.valueOf(port));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new StartedProcess(name, process, port, log);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  long pid() {
    return process.pid();
  }

  StartedProcess awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/health/ready"))
        .timeout(Duration.ofSeconds(2))
        .build();
    long deadline = System.nanoTime() + READY.toNanos();
    while (!answers(client, request)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(name + " does not get ready; its log:\n" + Files.readString(log));
      }
      Thread.sleep(POLL_MILLIS);
    }
    return this;
  }

  /** Asks it to end, and makes it end where it does not within 15 s. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      process.destroyForcibly().onExit().join();
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
