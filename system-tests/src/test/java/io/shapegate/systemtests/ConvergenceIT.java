package io.shapegate.systemtests;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows change at random while proxies come and go and the gatekeeper starts anew, with tokens that last 4 s. In the end every
 * client has what its user may see in Postgres, and none ever saw anything else. {@code -Dconvergence.seed=…} repeats a run.
 */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConvergenceIT {
  private static final String IDENTITY_SECRET = "pT4wZ8kNq2XyL6vB9sRj3Hc7MdF5gQe1-identity";

  private final Vertx vertx = Vertx.vertx();
  private RoundRobin proxies;
  private RoundRobin gatekeepers;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    OfficialClient.require();
    proxies = new RoundRobin(vertx);
    gatekeepers = new RoundRobin(vertx);
    cluster = new Cluster(Map.of(
        "IDENTITY_SECRET",
        IDENTITY_SECRET,
        "IDENTITY_AUDIENCE",
        "convergence",
        "ALLOW_ANONYMOUS",
        "false",
        "ELECTRIC_PROXY_URL",
        proxies.url("")));
    cluster.execute(
        "CREATE TABLE memberships (user_id text, org_id int, PRIMARY KEY (user_id, org_id))");
    cluster.execute("INSERT INTO memberships VALUES ('alice', 1), ('bob', 2)");
    cluster.execute(
        "CREATE TABLE tasks (id uuid PRIMARY KEY, org_id int NOT NULL, project_id int NOT NULL,"
            + " title text NOT NULL, done boolean NOT NULL DEFAULT false, budget int)");
    cluster.policy().awaitReady();
    cluster.execute(
        "INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns, priority, ttl_seconds)"
            + " SELECT name, 'tasks', 'authenticated', roles,"
            + " 'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)', columns, priority, 4"
            + " FROM (VALUES ('members', NULL, ARRAY['id', 'org_id', 'project_id', 'title', 'done'], 100),"
            + " ('managers', ARRAY['manager'], NULL, 50)) AS rules (name, roles, columns, priority)");
  }

  @AfterEach
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void everyClientEndsWithItsRowsAndNeverSawOthers() throws Exception {
    Node gatekeeper = startedGatekeeper();
    Node first = startedProxy();
    try (Connection connection = cluster.connect();
        FollowedTasks tasks = FollowedTasks.start(
            gatekeepers.url("/gatekeeper"),
            identity("alice", "member"),
            identity("bob", "manager"),
            statements -> run(connection, statements))) {
      tasks.startChanging();

      Node second = startedProxy();
      Node third = startedProxy();
      first.kill();
      proxies.remove(first);
      gatekeeper.kill();
      gatekeepers.remove(gatekeeper);
      Node nextGatekeeper = startedGatekeeper();
      second.terminate();
      proxies.remove(second);
      Node fourth = startedProxy();
      nextGatekeeper.terminate();
      gatekeepers.remove(nextGatekeeper);
      startedGatekeeper();
      third.kill();
      proxies.remove(third);

      tasks.requireConvergence();
      assertServed(second, third, fourth);
    }
  }

  /** Nothing was shown that no proxy had a part in. */
  private static void assertServed(Node... nodes) {
    for (Node node : nodes) {
      node.awaitLog("outcome=ok");
    }
  }

  private static String run(Connection connection, String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(statements)) {
        return "";
      }
      ResultSet rows = statement.getResultSet();
      rows.next();
      return rows.getString(1);
    }
  }

  private Node startedGatekeeper() throws Exception {
    Node node = cluster.gatekeeper().awaitReady();
    gatekeepers.add(node);
    return node;
  }

  private Node startedProxy() throws Exception {
    Node node = cluster.proxy().awaitReady();
    proxies.add(node);
    return node;
  }

  private static String identity(String user, String role) {
    JsonObject claims = new JsonObject()
        .put("sub", user)
        .put("roles", new JsonArray().add(role))
        .put("aud", "convergence")
        .put("exp", Instant.now().plusSeconds(3_600).getEpochSecond());
    return ShapeTokens.hmac("HmacSHA256", "{\"alg\":\"HS256\"}", claims.encode(), IDENTITY_SECRET);
  }
}
