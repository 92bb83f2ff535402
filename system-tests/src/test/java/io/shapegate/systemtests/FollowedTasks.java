package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sample table of tasks, which changes at random, and clients that follow it in Node and in a browser: alice's see
 * organisation 1, and bob's, who is a manager, organisation 2 with the budget.
 */
final class FollowedTasks implements AutoCloseable {
  private static final int CHANGES = 1_000;
  private static final int IN_A_TRANSACTION = 4;
  private static final int PAUSE_MILLIS = 60;
  private static final int CLIENTS_OF_A_USER = 4;
  private static final Duration CHANGED = Duration.ofMinutes(2);
  /** Electric's client waits up to 32 s before it tries again. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final List<String> MEMBERS =
      List.of("id", "org_id", "project_id", "title", "done");
  private static final List<String> MANAGERS =
      List.of("id", "org_id", "project_id", "title", "done", "budget");

  private final Sql sql;
  private final List<Followers.User> users;
  private final List<Followers> followers = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger changes = new AtomicInteger();
  private Future<?> changing = CompletableFuture.completedFuture(null);

  /** A way to the database, for one thread at a time. */
  interface Sql {
    /** The first column of the one row that a query has; nothing where there is none. */
    String run(String statements) throws Exception;
  }

  /** With the two users' identity tokens. Needs Node; where there is no Chromium, there are clients in Node only. */
  static FollowedTasks start(String gatekeeper, String alice, String bob, Sql sql)
      throws Exception {
    TypeScriptClient.build();
    FollowedTasks tasks = new FollowedTasks(
        List.of(new Followers.User(1, MEMBERS, alice), new Followers.User(2, MANAGERS, bob)), sql);
    try {
      tasks.follow(gatekeeper);
      return tasks;
    } catch (Exception | Error e) {
      tasks.close();
      throw e;
    }
  }

  private FollowedTasks(List<Followers.User> users, Sql sql) {
    this.users = users;
    this.sql = sql;
  }

  private void follow(String gatekeeper) throws Exception {
    followers.add(Followers.inNode(gatekeeper, users));
    if (Chromium.isThere()) {
      followers.add(Followers.inChromium(gatekeeper, users));
    } else {
      System.out.println("SKIPPED: clients in a browser, which need " + Chromium.PROGRAM);
    }
  }

  /** Goes on until there are enough changes and somebody waits for them. */
  void startChanging() {
    long seed = Long.getLong("convergence.seed", System.nanoTime());
    System.out.println("Tasks change with -Dconvergence.seed=" + seed);
    RandomTasks tasks = new RandomTasks(seed);
    changing =
        clock.scheduleWithFixedDelay(() -> change(tasks), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void change(RandomTasks tasks) {
    try {
      List<String> statements = tasks.changes(IN_A_TRANSACTION);
      sql.run("BEGIN; " + String.join("; ", statements) + "; COMMIT");
      changes.addAndGet(statements.size());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** After enough changes there are no more. All clients must come to have what Postgres has, and may have seen nothing else. */
  void requireConvergence() throws Exception {
    Await.until("enough changes", CHANGED, () -> changes.get() >= CHANGES || changing.isDone());
    assertTrue(!changing.isDone(), () -> "a change failed: " + changing);
    clock.shutdown();
    assertTrue(clock.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS));
    List<Set<JsonObject>> expected = new ArrayList<>();
    for (Followers.User user : users) {
      expected.add(rowsFor(user));
    }

    try {
      Await.until("every client has its rows", SOON, () -> differences(expected).isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; " + differences(expected), e);
    }
    System.out.println(changes + " changes");
  }

  private Set<JsonObject> rowsFor(Followers.User user) throws Exception {
    String rows = sql.run(
        "SELECT coalesce(json_agg(row_to_json(tasks)), '[]') FROM (SELECT %s FROM tasks WHERE org_id = %d) AS tasks"
            .formatted(String.join(", ", user.columns()), user.orgId()));
    Set<JsonObject> expected = OfficialClient.objects(new JsonArray(rows));
    assertTrue(!expected.isEmpty());
    return expected;
  }

  private List<String> differences(List<Set<JsonObject>> expected) throws Exception {
    List<String> differences = new ArrayList<>();
    for (Followers some : followers) {
      List<JsonObject> states = some.states();
      assertEquals(users.size(), states.size());
      for (int user = 0; user < users.size(); user++) {
        differences.addAll(differences(states.get(user), expected.get(user)));
      }
    }
    return differences;
  }

  private List<String> differences(JsonObject state, Set<JsonObject> expected) {
    assertEquals(new JsonArray(), state.getJsonArray("foreign"), "what must not be seen");
    List<JsonObject> clients =
        state.getJsonArray("clients").stream().map(JsonObject.class::cast).toList();
    assertEquals(CLIENTS_OF_A_USER, clients.size());
    return clients.stream()
        .filter(client -> !OfficialClient.objects(client.getJsonArray("rows")).equals(expected))
        .map(client -> client.encode() + " is not " + expected)
        .toList();
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    for (Followers some : followers) {
      some.close();
    }
  }
}
