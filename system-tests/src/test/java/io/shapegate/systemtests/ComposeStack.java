package io.shapegate.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code docker-compose.yaml} as it is, started from nothing in a real engine, on free ports. Where the official image of
 * Electric is not to be had, an image of dev-electric has its name.
 */
final class ComposeStack {
  static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String ELECTRIC = "electricsql/electric:1.7.12";

  private final Map<String, String> ports = Map.of(
      "GATEWAY_PORT", String.valueOf(Ports.free()),
      "CADDY_PORT", String.valueOf(Ports.free()),
      "EDGE_PORT", String.valueOf(Ports.free()));
  private final Docker docker = new Docker(ports);
  private Duration startTime = Duration.ZERO;

  private ComposeStack() throws Exception {}

  /** Skips the test where there is no engine, or nobody asked for it. */
  static ComposeStack start() throws Exception {
    Docker.require();
    ComposeStack stack = new ComposeStack();
    stack.docker.compose("down", "--volumes", "--timeout", "1").succeeded();
    stack.build();
    long started = System.nanoTime();
    stack.docker.compose("up", "--wait", "--quiet-pull").succeeded();
    stack.startTime = Duration.ofNanos(System.nanoTime() - started);
    return stack;
  }

  private void build() throws Exception {
    if (docker.run("docker", "image", "inspect", ELECTRIC).status() != 0
        && "true".equals(System.getenv("CI"))) {
      docker
          .run("docker", "build", "--quiet", "--target", "dev-electric", "--tag", ELECTRIC, ".")
          .succeeded();
    }
    docker.compose("build", "--quiet").succeeded();
  }

  Docker docker() {
    return docker;
  }

  /** From nothing to all healthy, the build of images not counted. */
  Duration startTime() {
    return startTime;
  }

  /** The one that is published for each of {@code GATEWAY_PORT}, {@code CADDY_PORT} and {@code EDGE_PORT}. */
  String port(String name) {
    return ports.get(name);
  }

  String url(String path) {
    return "http://localhost:" + port("GATEWAY_PORT") + path;
  }

  /** One for all items. */
  String token() throws Exception {
    return Cluster.tokenFrom(Http.post(url("/gatekeeper/items"), "", ""));
  }

  /** The identity tokens of the demo users by their names in a shell. */
  Map<String, String> users() throws Exception {
    Map<String, String> users = new HashMap<>();
    Matcher tokens = Pattern.compile("export (\\w+)=(\\S+)")
        .matcher(docker.compose("run", "--rm", "-T", "users").succeeded());
    while (tokens.find()) {
      users.put(tokens.group(1), tokens.group(2));
    }
    return users;
  }

  /** All that the stack made for itself and tells nobody. */
  List<String> secrets() throws Exception {
    String[] all = {
      "run",
      "--rm",
      "-T",
      "--no-deps",
      "--entrypoint",
      "bash",
      "secrets",
      "-c",
      "cat /run/shapegate/all/*"
    };
    return Stream.of(docker.compose(all).succeeded().split("\n"))
        .filter(line -> line.length() > 30 && !line.startsWith("-----"))
        .toList();
  }

  /** As the owner of the database. */
  String sql(String statement) throws Exception {
    return docker
        .compose("exec", "-T", "postgres", "psql", "-qAt", "-U", "postgres", "-c", statement)
        .succeeded();
  }

  /** The owner of the database, for many statements. */
  Psql psql() throws IOException {
    return new Psql(docker.startCompose(
        "exec", "-T", "postgres", "psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-U", "postgres"));
  }

  /** Runs the commands of a document, or of one of its parts, and requires that they print what it shows. */
  void requireAsShown(Walkthrough walkthrough) throws Exception {
    walkthrough.requireAsShown(users(), this::here, this::there);
  }

  private String here(String command) {
    return command
        .replace("localhost:4000", "localhost:" + port("GATEWAY_PORT"))
        .replace("localhost:8080", "localhost:" + port("CADDY_PORT"))
        .replace("localhost:8000", "localhost:" + port("EDGE_PORT"))
        .replace(
            "psql -q postgresql://postgres:local@127.0.0.1:54321/postgres",
            "docker compose -p " + Docker.PROJECT + " -f " + Path.of("..", "docker-compose.yaml")
                + " exec -T postgres psql -q -U postgres");
  }

  private String there(String printed) {
    return printed
        .replace("localhost:" + port("GATEWAY_PORT"), "localhost:4000")
        .replace("localhost:" + port("CADDY_PORT"), "localhost:8080")
        .replace("localhost:" + port("EDGE_PORT"), "localhost:8000");
  }

  /** Ends and deletes all of it. */
  void stop() throws Exception {
    docker.compose("--profile", "*", "down", "--volumes", "--timeout", "1");
  }
}
