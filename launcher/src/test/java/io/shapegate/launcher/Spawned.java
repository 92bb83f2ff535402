package io.shapegate.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with a main class from the test class path; its environment is given and nothing else. */
final class Spawned implements AutoCloseable {
  private static final String END = "end of output";

  private final Process process;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final List<String> lines = new ArrayList<>();

  Spawned(Class<?> main, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(main)).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    process = builder.start();
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** What the manifest of our jars asks for, and a small heap. */
  private static List<String> command(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.management/sun.management=ALL-UNNAMED",
        "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      reader.lines().forEach(unread::add);
    } catch (IOException e) {
      unread.add(e.toString());
    } finally {
      unread.add(END);
    }
  }

  /** The first line that holds this text; fails after that many seconds, or when the process ends. */
  String await(String text, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      String line = unread.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("no '" + text + "' in " + lines);
      }
      lines.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** The exit status; fails when it does not end within that time. */
  int awaitEnd(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end within " + seconds + " s: " + unread);
    }
    return process.exitValue();
  }

  /** Everything that an ended process wrote. */
  List<String> output() throws InterruptedException {
    while (true) {
      String line = unread.take();
      if (line.equals(END)) {
        return lines;
      }
      lines.add(line);
    }
  }

  /** SIGTERM; its output can still be read, which {@link Process#destroy} would end. */
  void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
