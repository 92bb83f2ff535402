package io.shapegate.systemtests;

import io.shapegate.develectric.DevElectricConfig;
import io.shapegate.develectric.DevElectricVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gatekeepers, policies and proxies as processes of their own, in a cluster on loopback that no other test shares, in front
 * of a real Postgres and dev-electric. The table {@code items} is open to anybody.
 */
final class Cluster implements AutoCloseable {
  private static final String AUTH_SECRET = "mV2p9XqLr7TzB4sKw8Yc3NhJd6FgQe1A-system-tests";
  private static final String ELECTRIC_SECRET = "electric-secret-of-the-system-tests";
  private static final int PORTS = 12;

  private final Vertx vertx = Vertx.vertx();
  private final EmbeddedPostgres postgres;
  private final DevElectricVerticle electric;
  private final Map<String, String> settings = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  Cluster(Map<String, String> more) throws Exception {
    postgres =
        EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
    electric = new DevElectricVerticle(DevElectricConfig.of(databaseUrl(), ELECTRIC_SECRET));
    execute("CREATE TABLE items (id int PRIMARY KEY, value text)");
    execute("INSERT INTO items VALUES (1, 'one')");
    vertx.deployVerticle(electric).await(60, TimeUnit.SECONDS);
    settings.putAll(Map.of(
        "CLUSTER_PORT",
        String.valueOf(Ports.freeRange(PORTS)),
        "CLUSTER_NAME",
        "system-tests-" + System.nanoTime(),
        "AUTH_SECRET",
        AUTH_SECRET,
        "ALLOW_ANONYMOUS",
        "true",
        "ELECTRIC_PROXY_URL",
        "http://127.0.0.1:4000/proxy",
        "ELECTRIC_URL",
        "http://127.0.0.1:" + electric.port(),
        "ELECTRIC_SECRET",
        ELECTRIC_SECRET,
        "DATABASE_URL",
        databaseUrl(),
        "INSTANCES",
        "1"));
    settings.putAll(more);
  }

  Node gatekeeper() throws IOException {
    return start("gatekeeper");
  }

  Node policy() throws IOException {
    return start("policy");
  }

  Node proxy() throws IOException {
    return start("proxy");
  }

  /** What a foreign member would have to know to join. */
  Map<String, String> settings() {
    return settings;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connect() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  void openItems() throws SQLException {
    execute(
        "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('items', 'items', 'anyone')");
  }

  static HttpResponse<String> askForItems(Node gatekeeper)
      throws IOException, InterruptedException {
    return Http.post(gatekeeper.url("/gatekeeper/items"), "", "");
  }

  static String tokenFrom(HttpResponse<String> answer) {
    String header =
        new JsonObject(answer.body()).getJsonObject("headers").getString("Authorization");
    return header.substring("Bearer ".length());
  }

  static HttpResponse<String> items(Node proxy, String token)
      throws IOException, InterruptedException {
    return Http.get(proxy.url("/v1/shape?table=items&offset=-1"), token);
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::close);
    vertx.close().await();
    postgres.close();
  }

  /** A policy of one's own, with settings of its own. */
  Node custom(Path jar, Map<String, String> more) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return added(Node.start("custom-policy", jar, all));
  }

  private Node start(String name) throws IOException {
    return added(Node.start(name, name + "-verticle", settings));
  }

  private Node added(Node node) {
    nodes.add(node);
    return node;
  }

  private String databaseUrl() {
    return "postgresql://postgres:unused@127.0.0.1:" + postgres.getPort() + "/postgres";
  }
}
