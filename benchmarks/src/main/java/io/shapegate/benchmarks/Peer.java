package io.shapegate.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A proxy of others, from a Debian package.
 *
 * @param program its name and path
 * @param version the arguments that make it tell its version
 */
record Peer(String program, String version) {
  static final Peer NGINX = new Peer("nginx", "-v");
  static final Peer HAPROXY = new Peer("haproxy", "-v");
  static final Peer CADDY = new Peer("caddy", "version");

  /** Empty where it is not installed. */
  Optional<Path> path() {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The first line of what it says of itself. */
  String toldVersion() throws IOException {
    Process process = new ProcessBuilder(path().orElseThrow().toString(), version)
        .redirectErrorStream(true)
        .start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return program + " " + text.replaceFirst("(?s)^\\D*([0-9][^\\s]*).*$", "$1");
    }
  }

  /**
   * Starts it alone on its core, with one thread.
   *
   * @param template the configuration, whose <code>${names}</code> are filled from the values, <code>${port}</code> too
   */
  StartedProcess start(
      Processes processes, String name, String template, Map<String, String> values)
      throws IOException {
    int port = Ports.free();
    Path folder = Files.createDirectories(
        WorkFolder.target().toAbsolutePath().resolve("peers").resolve(name));
    String text = fill(template, values).replace("${port}", String.valueOf(port));
    Path file = Files.writeString(folder.resolve(template), text);
    List<String> command = new ArrayList<>(Cores.ofThisMachine().measured());
    command.add(path().orElseThrow().toString());
    command.addAll(arguments(folder, file));
    Map<String, String> environment =
        Map.of("GOMAXPROCS", "1", "HOME", folder.toString(), "XDG_DATA_HOME", folder.toString());
    return processes.program(name, command, environment, port);
  }

  private List<String> arguments(Path folder, Path file) {
    return switch (program) {
      case "nginx" -> List.of("-e", "stderr", "-p", folder.toString(), "-c", file.toString());
      case "haproxy" -> List.of("-db", "-q", "-f", file.toString());
      default -> List.of("run", "--adapter", "caddyfile", "--config", file.toString());
    };
  }

  private static String fill(String template, Map<String, String> values) {
    try (InputStream in = Peer.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IllegalArgumentException(template + " is not packaged");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
