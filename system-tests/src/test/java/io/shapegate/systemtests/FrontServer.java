package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of somebody else's in front of Electric, with a sample configuration of ours. */
final class FrontServer implements AutoCloseable {
  private static final Path SAMPLES = Path.of("..", "interop");
  private static final Duration START = Duration.ofSeconds(20);
  private static final int STOP_SECONDS = 10;
  private static final String NO_CADDY_JWT =
      "needs a Caddy with the module caddy-jwt, see interop/README.md; set SHAPEGATE_CADDY_JWT to its path";

  private final Process process;
  private final int port;

  private FrontServer(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    Await.until("a server listens, see " + log, START, () -> {
      if (!process.isAlive()) {
        throw new AssertionError(Files.readString(log));
      }
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    });
  }

  /** Without the program, tests are skipped; but not where {@code CI} is set. */
  static FrontServer nginx(int shapegate, int electric, String secret) throws IOException {
    Path program = program("nginx");
    int port = Ports.free();
    Path folder = folder("nginx");
    String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
        .reduce("http {\n", String::concat);
    Files.writeString(
        folder.resolve("nginx.conf"),
        sample("nginx/nginx.conf", port, shapegate, electric).replace("http {\n", temporary));
    Files.writeString(
        folder.resolve("electric-secret.conf"), "set $electric_secret \"" + secret + "\";\n");
    return start(
        folder,
        port,
        Map.of(),
        program.toString(),
        "-p",
        folder.toString(),
        "-c",
        "nginx.conf",
        "-e",
        "stderr",
        "-g",
        "daemon off; pid " + folder.resolve("pid") + ";");
  }

  /** The same for Caddy. */
  static FrontServer caddy(int shapegate, int electric, String secret) throws IOException {
    Path program = program("caddy");
    int port = Ports.free();
    Path folder = folder("caddy");
    Files.writeString(
        folder.resolve("Caddyfile"),
        sample("caddy/Caddyfile.forward-auth", port, shapegate, electric));
    return start(
        folder,
        port,
        Map.of("ELECTRIC_SECRET", secret, "XDG_CONFIG_HOME", folder.toString()),
        program.toString(),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        folder.resolve("Caddyfile").toString());
  }

  /** Caddy with the module caddy-jwt; the settings say what tokens verify with. */
  static FrontServer caddyWithJwt(int electric, String secret, Map<String, String> settings)
      throws IOException {
    String program = System.getenv("SHAPEGATE_CADDY_JWT");
    if (program == null) {
      System.out.println("SKIPPED: " + NO_CADDY_JWT);
    }
    assumeTrue(program != null, NO_CADDY_JWT);
    int port = Ports.free();
    Path folder = folder("caddy-jwt");
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("XDG_CONFIG_HOME", folder.toString());
    environment.put("SITE_ADDRESS", "http://:" + port);
    environment.put("ELECTRIC_URL", "http://127.0.0.1:" + electric);
    environment.put("ELECTRIC_SECRET", secret);
    return start(
        folder,
        port,
        environment,
        String.valueOf(program),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        SAMPLES.resolve("caddy/Caddyfile.jwt").toString());
  }

  /** The edge function on Deno, with no more permissions than its README gives it. */
  static FrontServer edge(int electric, String secret, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path program = Deno.require();
    int port = Ports.free();
    Path folder = folder("edge");
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PORT", String.valueOf(port));
    environment.put("ELECTRIC_URL", "http://127.0.0.1:" + electric);
    environment.put("ELECTRIC_SECRET", secret);
    environment.put("DENO_DIR", folder.toString());
    environment.put("DENO_NO_UPDATE_CHECK", "1");
    return start(
        folder,
        port,
        environment,
        program.toString(),
        "run",
        "--no-remote",
        "--no-npm",
        "--allow-net",
        "--allow-env",
        "--allow-read",
        SAMPLES.resolve("edge/index.ts").toString());
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly())
        .join();
  }

  private static FrontServer start(
      Path folder, int port, Map<String, String> environment, String... command)
      throws IOException {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new FrontServer(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), port, log);
  }

  private static String sample(String file, int port, int shapegate, int electric)
      throws IOException {
    return Files.readString(SAMPLES.resolve(file))
        .replace(":8080", ":" + port)
        .replace("127.0.0.1:4002", "127.0.0.1:" + shapegate)
        .replace("127.0.0.1:3000", "127.0.0.1:" + electric);
  }

  private static Path folder(String name) throws IOException {
    return Files.createDirectories(
        Path.of("target", "front", name + "-" + System.nanoTime()).toAbsolutePath());
  }

  private static Path program(String name) {
    List<String> folders = Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin"))
        .toList();
    Optional<Path> found = folders.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
    if (found.isEmpty() && System.getenv("CI") != null) {
      throw new AssertionError(name + " is missing, and CI is set");
    }
    assumeTrue(found.isPresent(), name + " is missing; apt-get install nginx-light caddy");
    return found.get();
  }
}
