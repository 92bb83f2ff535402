package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    return service(name, module, pinning, JvmFlags.SERVICE, settings);
  }

  /** The same in a JVM with other flags. */
  StartedProcess service(
      String name,
      String module,
      List<String> pinning,
      List<String> flags,
      Map<String, String> settings)
      throws IOException {
    List<String> program = List.of("-jar", WorkFolder.jar(module).toString());
    return java(name, pinning, flags, program, settings);
  }

  /** A main class of this module. */
  StartedProcess own(String name, Class<?> main, List<String> pinning, Map<String, String> settings)
      throws IOException {
    return own(name, main, pinning, JvmFlags.SERVICE, settings);
  }

  /** The same in a JVM with other flags. */
  StartedProcess own(
      String name,
      Class<?> main,
      List<String> pinning,
      List<String> flags,
      Map<String, String> settings)
      throws IOException {
    String classPath = Path.of(System.getProperty("java.class.path")).toString();
    return java(name, pinning, flags, List.of("-cp", classPath, main.getName()), settings);
  }

  /** Any program that listens on that port. */
  StartedProcess program(String name, List<String> command, Map<String, String> settings, int port)
      throws IOException {
    return keep(StartedProcess.start(name, command, settings, port));
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

  private StartedProcess java(
      String name,
      List<String> pinning,
      List<String> flags,
      List<String> program,
      Map<String, String> settings)
      throws IOException {
    int port = Ports.free();
    Map<String, String> all = new HashMap<>(common);
    all.putAll(settings);
    all.put("PORT", String.valueOf(port));
    List<String> command = new ArrayList<>(pinning);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(program);
    return program(name, command, all, port);
  }

  private synchronized <T extends AutoCloseable> T keep(T process) {
    started.push(process);
    return process;
  }
}
