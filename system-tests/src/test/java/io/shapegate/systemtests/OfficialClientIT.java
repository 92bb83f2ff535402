package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Electric's official TypeScript client, unchanged, against a local stack. Its rows must end up as Postgres has them. */
class OfficialClientIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ITEMS = "SELECT id, value, inserted_at, updated_at FROM items";
  private static final String TASKS_OF_ACME =
      "SELECT id, org_id, project_id, title, done FROM tasks WHERE org_id = 1";
  private static LocalStackProcess stack;

  @BeforeAll
  static void start() throws Exception {
    OfficialClient.require();
    stack = LocalStackProcess.start(Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @BeforeEach
  void resetTheItems() throws Exception {
    stack.execute("UPDATE shapegate.rules SET ttl_seconds = 600");
  }

  @Test
  void syncsAndFollowsInsertUpdateAndDelete() throws Exception {
    try (OfficialClient client = OfficialClient.start(items())) {
      awaitSameRows(client, ITEMS);

      stack.execute("INSERT INTO items (value) VALUES ('inserted'), ('doomed')");
      stack.execute("UPDATE items SET value = 'updated' WHERE value = 'inserted'");
      stack.execute("DELETE FROM items WHERE value = 'doomed'");

      awaitSameRows(client, ITEMS);
      assertEquals(1, client.of("token").size());
    }
  }

  @Test
  void followsByServerSentEvents() throws Exception {
    try (OfficialClient client = OfficialClient.start(items().put("sse", true))) {
      awaitSameRows(client, ITEMS);

      stack.execute("INSERT INTO items (value) VALUES ('by event')");
      awaitSameRows(client, ITEMS);
      stack.execute("UPDATE items SET value = 'by another event' WHERE value = 'by event'");

      awaitSameRows(client, ITEMS);
    }
  }

  @Test
  void refreshesAnExpiredTokenInOnErrorAndLosesNothing() throws Exception {
    stack.execute("UPDATE shapegate.rules SET ttl_seconds = 2 WHERE name = 'items-for-anyone'");
    try (OfficialClient client = OfficialClient.start(items())) {
      int refusals = 3;
      for (int i = 0; client.of("refused").size() < refusals; i++) {
        stack.execute("INSERT INTO items (value) VALUES ('while tokens expire " + i + "')");
        awaitSameRows(client, ITEMS);
      }

      assertTrue(
          client.of("refused").stream().allMatch(refused -> refused.getInteger("status") == 401));
      assertTrue(client.of("token").size() > refusals);
      awaitSameRows(client, ITEMS);
    }
  }

  @Test
  void takesTheTokenFromAFunction() throws Exception {
    stack.execute("UPDATE shapegate.rules SET ttl_seconds = 3 WHERE name = 'items-for-anyone'");
    try (OfficialClient client = OfficialClient.start(items().put("headers", "function"))) {
      for (int i = 0; client.of("token").size() < 3; i++) {
        stack.execute("INSERT INTO items (value) VALUES ('by function " + i + "')");
        awaitSameRows(client, ITEMS);
      }

      awaitSameRows(client, ITEMS);
    }
  }

  @Test
  void keepsTwoUsersApart() throws Exception {
    try (OfficialClient alice = OfficialClient.start(tasks("ALICE"));
        OfficialClient bob = OfficialClient.start(tasks("BOB"))) {
      awaitSameRows(alice, TASKS_OF_ACME);
      awaitSameRows(bob, "SELECT * FROM tasks WHERE org_id = 2");

      stack.execute(
          "INSERT INTO tasks (org_id, project_id, title, budget) VALUES (1, 1, 'Paint it', 7)");
      stack.execute("UPDATE tasks SET done = true WHERE org_id = 2");

      awaitSameRows(alice, TASKS_OF_ACME);
      awaitSameRows(bob, "SELECT * FROM tasks WHERE org_id = 2");
    }
  }

  @Test
  void followsAChangeOfMembership() throws Exception {
    try (OfficialClient alice = OfficialClient.start(tasks("ALICE"))) {
      awaitSameRows(alice, TASKS_OF_ACME);

      stack.execute("INSERT INTO memberships VALUES ('alice', 2)");

      awaitSameRows(alice, "SELECT id, org_id, project_id, title, done FROM tasks");
      stack.execute("DELETE FROM memberships WHERE user_id = 'alice' AND org_id = 2");
      awaitSameRows(alice, TASKS_OF_ACME);
    }
  }

  @Test
  void asksForASubsetByPost() throws Exception {
    JsonObject subset = new JsonObject()
        .put("where", "value = $1")
        .put("params", new JsonObject().put("1", "one"))
        .put("orderBy", "id")
        .put("limit", 5);
    try (OfficialClient client = OfficialClient.start(items().put("subset", subset))) {
      Await.until(
          "the subset arrives: " + client, SOON, () -> !client.of("subset").isEmpty());

      Set<JsonObject> rows =
          OfficialClient.objects(client.of("subset").get(0).getJsonArray("rows"));
      assertEquals(
          Set.of("one"),
          rows.stream().map(row -> row.getString("value")).collect(Collectors.toSet()));
    }
  }

  private static JsonObject items() {
    return new JsonObject().put("gatekeeper", stack.url("/gatekeeper/items"));
  }

  private static JsonObject tasks(String user) throws Exception {
    return new JsonObject()
        .put("gatekeeper", stack.url("/gatekeeper/tasks"))
        .put("identity", stack.identity(user));
  }

  private static void awaitSameRows(OfficialClient client, String query) throws Exception {
    Await.until(
        "the client has the rows of: " + query,
        SOON,
        () -> asTexts(client.rows()).equals(stack.rows(query)));
  }

  /** The client parses numbers and booleans; Postgres' text is the common ground. */
  private static Set<JsonObject> asTexts(Set<JsonObject> rows) {
    return rows.stream().map(OfficialClientIT::asText).collect(Collectors.toSet());
  }

  private static JsonObject asText(JsonObject row) {
    JsonObject texts = new JsonObject();
    row.forEach(column -> texts.put(column.getKey(), text(column.getValue())));
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "t" : "f";
    }
    return value == null ? null : value.toString();
  }
}
