package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ConvergenceIT {
  private static final int CHANGES = 1_000;
  private static final int IN_A_TRANSACTION = 4;
  private static final int PAUSE_MILLIS = 60;
  private static final int CLIENTS = 8;
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String IDENTITY_SECRET = "pT4wZ8kNq2XyL6vB9sRj3Hc7MdF5gQe1-identity";

  private final Vertx vertx = Vertx.vertx();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger changes = new AtomicInteger();
  private final CompletableFuture<Void> changesFailed = new CompletableFuture<>();
  private RoundRobin proxies;
  private RoundRobin gatekeepers;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    TypeScriptClient.build();
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
        "CREATE TABLE tasks (id uuid PRIMARY KEY, org_id int NOT NULL, title text NOT NULL,"
            + " done boolean NOT NULL DEFAULT false, budget int)");
    cluster.policy().awaitReady();
    cluster.execute(
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns, ttl_seconds)"
            + " VALUES ('tasks', 'tasks', 'authenticated',"
            + " 'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)',"
            + " ARRAY['id', 'org_id', 'title', 'done'], 4)");
  }

  @AfterEach
  void stop() throws Exception {
    clock.shutdownNow();
    if (cluster != null) {
      cluster.close();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void everyClientEndsWithItsRowsAndNeverSawOthers() throws Exception {
    long seed = Long.getLong("convergence.seed", System.nanoTime());
    System.out.println("ConvergenceIT: -Dconvergence.seed=" + seed);
    Node gatekeeper = startedGatekeeper();
    Node first = startedProxy();
    try (Followers followers = Followers.start(
            gatekeepers.url("/gatekeeper"), List.of("1", identity("alice"), "2", identity("bob")));
        Connection connection = cluster.connect()) {
      Await.until("all clients follow", SOON, () -> clientsOf(followers.state()) == CLIENTS);
      ScheduledFuture<?> changing = startChanging(new RandomTasks(seed), connection);

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
      Await.until("the changes are done", SOON, () -> changes.get() >= CHANGES);
      changing.cancel(false);
      assertTrue(!changesFailed.isDone(), () -> "a change failed: " + changesFailed);
      awaitConvergence(followers);
      assertServed(second, third, fourth);
    }
  }

  private void awaitConvergence(Followers followers) throws Exception {
    clock.submit(() -> {}).get();
    Set<JsonObject> acme = rowsOf(1);
    Set<JsonObject> globex = rowsOf(2);
    assertTrue(!acme.isEmpty() && !globex.isEmpty());

    Await.until("every client has its rows", SOON, () -> {
      JsonObject state = followers.state();
      assertEquals(new JsonArray(), state.getJsonArray("foreign"));
      return state.getJsonArray("clients").stream()
          .map(JsonObject.class::cast)
          .allMatch(client -> OfficialClient.objects(client.getJsonArray("rows"))
              .equals(client.getInteger("user") == 0 ? acme : globex));
    });
  }

  /** Nothing was shown that no proxy had a part in. */
  private static void assertServed(Node... nodes) {
    for (Node node : nodes) {
      node.awaitLog("outcome=ok");
    }
  }

  private ScheduledFuture<?> startChanging(RandomTasks tasks, Connection connection) {
    return clock.scheduleWithFixedDelay(
        () -> {
          try {
            changes.addAndGet(tasks.change(connection, IN_A_TRANSACTION));
          } catch (SQLException e) {
            changesFailed.completeExceptionally(e);
            throw new IllegalStateException(e);
          }
        },
        0,
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS);
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

  private static int clientsOf(JsonObject state) {
    return state.getJsonArray("clients").size();
  }

  private Set<JsonObject> rowsOf(int organisation) throws SQLException {
    Set<JsonObject> rows = new HashSet<>();
    try (Connection connection = cluster.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(
            "SELECT id, org_id, title, done FROM tasks WHERE org_id = " + organisation)) {
      while (result.next()) {
        rows.add(new JsonObject()
            .put("done", result.getBoolean("done"))
            .put("id", result.getString("id"))
            .put("org_id", result.getInt("org_id"))
            .put("title", result.getString("title")));
      }
    }
    return rows;
  }

  private static String identity(String user) {
    JsonObject claims = new JsonObject()
        .put("sub", user)
        .put("aud", "convergence")
        .put("exp", Instant.now().plusSeconds(3_600).getEpochSecond());
    return ShapeTokens.hmac("HmacSHA256", "{\"alg\":\"HS256\"}", claims.encode(), IDENTITY_SECRET);
  }
}
