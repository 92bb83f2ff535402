package io.shapegate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A program of the product, of this module or of others, that listens on a port of loopback. */
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

  /** Starts with an environment of these settings only. */
  static StartedProcess start(
      String name, List<String> command, Map<String, String> settings, int port)
      throws IOException {
    Path log = Files.createDirectories(WorkFolder.logs()).resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(settings);
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
    return awaitReady("/health/ready");
  }

  /** Waits until the path is answered with 200. */
  StartedProcess awaitReady(String path, String... headers)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    HttpRequest request = (headers.length == 0 ? builder : builder.headers(headers))
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

  /** None of its threads runs until {@link #goOn}. */
  void standStill() {
    signal("STOP");
  }

  void goOn() {
    signal("CONT");
  }

  /** Asks it to end, and makes it end where it does not within 15 s. */
  @Override
  public void close() {
    process.destroy();
    goOn();
    try {
      process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** One that has ended gets none, as its number may be another's by now. */
  private void signal(String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
          .start()
          .onExit()
          .orTimeout(END_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
