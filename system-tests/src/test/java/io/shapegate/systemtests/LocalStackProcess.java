package io.shapegate.systemtests;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./local-stack/run} on a free port, read the way its user reads it. */
final class LocalStackProcess implements AutoCloseable {
  private static final Pattern PSQL =
      Pattern.compile("psql postgresql://([^:@]+)[^@]*@([^/]+)/(\\S+)");
  private static final Duration READY = Duration.ofSeconds(40);
  private final Process process;
  private final int port;
  private final Path log;

  private LocalStackProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** The build has been done, so that the script only starts. */
  static LocalStackProcess start(Map<String, String> settings) throws IOException {
    int port = Ports.free();
    Path log = Path.of("target", "local-stack-" + port + ".log");
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        Path.of("..", "local-stack", "target", "local-stack-app.jar").toString());
    Map<String, String> environment = new HashMap<>(builder.environment());
    builder.environment().clear();
    builder.environment().put("PATH", environment.getOrDefault("PATH", "/usr/bin:/bin"));
    builder.environment().put("PORT", String.valueOf(port));
    builder.environment().put("POSTGRES_PORT", "0");
    builder
        .environment()
        .put("WORK_DIR", Path.of("target", "postgres").toAbsolutePath().toString());
    builder.environment().putAll(settings);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new LocalStackProcess(process, port, log);
  }

  LocalStackProcess awaitReady() {
    Await.until("the local stack is ready, see " + log, READY, () -> {
      if (!process.isAlive()) {
        throw new AssertionError("the local stack ended:\n" + log());
      }
      return log().contains("Ctrl-C ends everything");
    });
    return this;
  }

  String url(String path) {
    return "http://localhost:" + port + path;
  }

  /** A text that names the usual ports, with the ports of this one. */
  String atItsPorts(String text) throws IOException {
    return text.replace("localhost:4000", "localhost:" + port)
        .replace("127.0.0.1:54321", postgres().group(2));
  }

  /** The other way round. */
  String atUsualPorts(String text) {
    return text.replace("localhost:" + port, "localhost:4000");
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** The identity token that was printed for a demo user. */
  String identity(String user) throws IOException {
    Matcher matcher = Pattern.compile("export " + user + "=(\\S+)").matcher(log());
    if (!matcher.find()) {
      throw new AssertionError("no token for " + user);
    }
    return matcher.group(1);
  }

  /** As other programs connect to it. */
  String databaseUrl() throws IOException {
    Matcher psql = postgres();
    return "postgresql://" + psql.group(1) + "@" + psql.group(2) + "/" + psql.group(3);
  }

  void execute(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows as Electric sends them: every value as text. */
  Set<JsonObject> rows(String query) throws SQLException, IOException {
    Set<JsonObject> rows = new HashSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      ResultSetMetaData columns = result.getMetaData();
      while (result.next()) {
        JsonObject row = new JsonObject();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** SIGINT, as Ctrl-C sends it; how long it took to end. */
  Duration interrupt() throws IOException, InterruptedException {
    long started = System.nanoTime();
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      throw new AssertionError("the local stack does not end");
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the local stack goes on");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    try {
      if (process.isAlive()) {
        interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  int port() {
    return port;
  }

  private Connection connect() throws SQLException, IOException {
    Matcher psql = postgres();
    return DriverManager.getConnection(
        "jdbc:postgresql://" + psql.group(2) + "/" + psql.group(3) + "?user=" + psql.group(1));
  }

  private Matcher postgres() throws IOException {
    Matcher matcher = PSQL.matcher(log());
    if (!matcher.find()) {
      throw new AssertionError("no psql line");
    }
    return matcher;
  }
}
