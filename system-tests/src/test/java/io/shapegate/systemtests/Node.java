package io.shapegate.systemtests;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process of the product, started from the jar that the build made, the way an operator would. */
final class Node implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(40);
  private static final Duration LOGGED = Duration.ofSeconds(5);
  private static final int SETTLED_KIB = 256;

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;

  private Node(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts {@code <module>/target/<module>-app.jar} with an environment of these settings only, and a free port. */
  static Node start(String name, String module, Map<String, String> settings) throws IOException {
    return start(name, Path.of("..", module, "target", module + "-app.jar"), settings);
  }

  /** The same for any jar. */
  static Node start(String name, Path jar, Map<String, String> settings) throws IOException {
    int port = Ports.free();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PORT", String.valueOf(port));
    Path log = Path.of("target", "nodes", name + "-" + System.nanoTime() + ".log");
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx192m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        jar.toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Node(
        name, builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), port, log);
  }

  Node awaitReady() {
    Await.until(name + " is ready, see " + log, READY, () -> {
      if (!process.isAlive()) {
        throw new AssertionError(
            name + " ended with " + process.exitValue() + ":\n" + Files.readString(log));
      }
      HttpResponse<String> answer = Http.get(url("/health/ready"), "");
      return answer.statusCode() == 200;
    });
    return this;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  int port() {
    return port;
  }

  /** Sockets included. */
  int openFiles() {
    return Objects.requireNonNull(
            Path.of("/proc", String.valueOf(process.pid()), "fd").toFile().list())
        .length;
  }

  long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** What the heap holds when further collections free nothing more: what a cleaner has to see goes with the second one. */
  long liveHeapKib() throws IOException {
    long live = heapKib();
    for (long next = heapKib(); next < live - SETTLED_KIB; next = heapKib()) {
      live = next;
    }
    return live;
  }

  private long heapKib() throws IOException {
    jcmd("GC.run");
    Matcher used = Pattern.compile("\\bused (\\d+)K").matcher(jcmd("GC.heap_info"));
    long kib = 0;
    // Two generations; what follows is metaspace.
    for (int generation = 0; generation < 2 && used.find(); generation++) {
      kib += Long.parseLong(used.group(1));
    }
    return kib;
  }

  private String jcmd(String command) throws IOException {
    Process jcmd = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            String.valueOf(process.pid()),
            command)
        .redirectErrorStream(true)
        .start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** What was logged for an answer may be written after it has been sent. */
  void awaitLog(String text) {
    Await.until("\"" + text + "\" in " + log, LOGGED, () -> log().contains(text));
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  /** SIGTERM, and the exit status within the time that an orchestrator would give. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " does not end");
    }
    return process.exitValue();
  }

  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  /** The exit status of a process that is expected to end by itself. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " goes on");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
  }
}
