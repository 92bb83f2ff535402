package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that a benchmark starts, in one cluster that no other shares. All of it ends with this, or with this JVM. */
final class Processes implements AutoCloseable {
  private static final int CLUSTER_PORTS = 12;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Map<String, String> common = new HashMap<>();

  Processes() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    common.put("CLUSTER_PORT", String.valueOf(Ports.freeRange(CLUSTER_PORTS)));
    common.put("CLUSTER_NAME", "benchmarks-" + Secrets.random());
  }

  /** Gives a setting to every process that is started from now on. */
  void set(String name, String value) {
    common.put(name, value);
  }

  Database database() throws IOException {
    return keep(Database.start());
  }

  /** A service as it is delivered. */
  StartedProcess service(
      String name, String module, List<String> pinning, Map<String, String> settings)
      throws IOException {
    return start(name, pinning, List.of("-jar", WorkFolder.jar(module).toString()), settings);
  }

  /** A main class of this module. */
  StartedProcess own(String name, Class<?> main, List<String> pinning, Map<String, String> settings)
      throws IOException {
    String classPath = Path.of(System.getProperty("java.class.path")).toString();
    return start(name, pinning, List.of("-cp", classPath, main.getName()), settings);
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        System.err.println("benchmarks: something did not end: " + e.getMessage());
      }
    }
  }

  private StartedProcess start(
      String name, List<String> pinning, List<String> program, Map<String, String> settings)
      throws IOException {
    Map<String, String> all = new HashMap<>(common);
    all.putAll(settings);
    return keep(StartedProcess.start(name, pinning, program, all));
  }

  private synchronized <T extends AutoCloseable> T keep(T process) {
    started.push(process);
    return process;
  }
}
