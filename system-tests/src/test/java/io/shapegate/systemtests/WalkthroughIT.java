package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stories of the README, against a local stack. */
class WalkthroughIT {
  private static final String ITEMS = "/proxy/v1/shape?table=items&offset=-1";
  private static LocalStackProcess stack;

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStackProcess.start(Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @Test
  void anybodyGetsATokenForItems() throws Exception {
    HttpResponse<String> answer = Http.post(stack.url("/gatekeeper/items"), "", "");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonObject config = new JsonObject(answer.body());
    assertTrue(config.getJsonObject("headers").getString("Authorization").startsWith("Bearer eyJ"));
    assertEquals(stack.url("/proxy/v1/shape"), config.getString("url"));
    assertEquals("items", config.getString("table"));
    assertFalse(config.containsKey("where"));
    assertFalse(config.containsKey("columns"));
  }

  @Test
  void theTokenOpensExactlyItsShape() throws Exception {
    String token = Cluster.tokenFrom(Http.post(stack.url("/gatekeeper/items"), "", ""));

    assertEquals(401, Http.get(stack.url(ITEMS), "").statusCode());
    HttpResponse<String> rows = Http.get(stack.url(ITEMS), token);
    assertEquals(200, rows.statusCode(), rows.body());
    assertTrue(rows.body().contains("\"value\":\"one\""), rows.body());
    assertEquals(
        200, Http.get(stack.url("/v1/shape?table=items&offset=-1"), token).statusCode());
    assertEquals(403, Http.get(stack.url(ITEMS + "&where=true"), token).statusCode());
    assertEquals(
        403, Http.get(stack.url("/proxy/v1/shape?table=tasks&offset=-1"), token).statusCode());
    assertEquals(400, Http.get(stack.url("/proxy/v1/shape"), "").statusCode());
  }

  @Test
  void aFilterOfTheClientsOwnIsGrantedWhereTheRuleAllowsIt() throws Exception {
    String filter = "{\"where\":\"value IS NOT NULL\"}";

    HttpResponse<String> items = Http.post(stack.url("/gatekeeper/items"), "", filter);
    HttpResponse<String> projects =
        Http.post(stack.url("/gatekeeper/projects"), stack.identity("ALICE"), filter);

    assertEquals(200, items.statusCode(), items.body());
    assertEquals("\"value\" IS NOT NULL", new JsonObject(items.body()).getString("where"));
    assertEquals(403, projects.statusCode());
    assertEquals("filter_not_allowed", new JsonObject(projects.body()).getString("code"));
  }

  @Test
  void aNamedShapeOpensItsTableWithTheFilterOfItsRule() throws Exception {
    HttpResponse<String> granted =
        Http.post(stack.url("/gatekeeper/my-open-tasks"), stack.identity("ALICE"), "");

    assertEquals(200, granted.statusCode(), granted.body());
    JsonObject shape = new JsonObject(granted.body());
    assertEquals("tasks", shape.getString("table"));
    assertEquals("{1}", shape.getJsonObject("params").getJsonObject("params").getString("1"));
    HttpResponse<String> rows = Http.get(
        stack.url("/proxy/v1/shape?table=tasks&offset=-1"
            + "&where=org_id%20%3D%20ANY(%241)%20AND%20NOT%20done&params[1]=%7B1%7D"
            + "&columns=id,org_id,project_id,title,done"),
        Cluster.tokenFrom(granted));
    assertEquals(200, rows.statusCode(), rows.body());
    assertTrue(rows.body().contains("Cast an anvil"), rows.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secrets",
        "pg_catalog.pg_authid",
        "shapegate.rules",
        "%22Items%22",
        "my-secret-tasks"
      })
  void aTableWithoutARuleIsClosedAndNobodyLearnsWhetherItExists(String table) throws Exception {
    HttpResponse<String> answer =
        Http.post(stack.url("/gatekeeper/" + table), stack.identity("CAROL"), "");

    assertEquals(403, answer.statusCode());
    assertEquals("no_rule", new JsonObject(answer.body()).getString("code"));
  }

  @Test
  void onlyPostAsksTheGatekeeper() throws Exception {
    assertEquals(404, Http.get(stack.url("/gatekeeper/items"), "").statusCode());
  }

  @Test
  void anInsertArrivesInAWaitingRequestWithinASecond() throws Exception {
    String token = Cluster.tokenFrom(Http.post(stack.url("/gatekeeper/items"), "", ""));
    String live = liveUrl(token);
    CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
      try {
        return Http.get(live, token);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });

    stack.execute("INSERT INTO items (value) VALUES ('just now')");

    HttpResponse<String> answer = waiting.get(1, TimeUnit.SECONDS);
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("just now"), answer.body());
  }

  /** The end of the log: what a client asks when it has seen everything. */
  private static String liveUrl(String token) throws Exception {
    HttpResponse<String> page = Http.get(stack.url(ITEMS), token);
    while (page.headers().firstValue("electric-up-to-date").isEmpty()) {
      page = Http.get(stack.url(position(page)), token);
    }
    return stack.url(position(page) + "&live=true");
  }

  private static String position(HttpResponse<String> page) {
    return "/proxy/v1/shape?table=items&handle="
        + page.headers().firstValue("electric-handle").orElseThrow() + "&offset="
        + page.headers().firstValue("electric-offset").orElseThrow();
  }

  @Test
  void membersOfTwoOrganisationsGetDifferentShapesAndSeeTheirOwnRows() throws Exception {
    ShapeConfig alice = grant("ALICE", "tasks");
    ShapeConfig bob = grant("BOB", "tasks");

    assertNotEquals(alice.json().getJsonObject("params"), bob.json().getJsonObject("params"));
    assertEquals(Set.of("1"), alice.organisations());
    assertEquals(Set.of("2"), bob.organisations());
  }

  @Test
  void theAdministratorSeesEverything() throws Exception {
    assertEquals(Set.of("1", "2"), grant("CAROL", "tasks").organisations());
  }

  @Test
  void aMemberWhoAsksForAHiddenColumnIsRefused() throws Exception {
    HttpResponse<String> answer = Http.post(
        stack.url("/gatekeeper/tasks"),
        stack.identity("ALICE"),
        "{\"columns\":[\"id\",\"budget\"]}");

    assertEquals(403, answer.statusCode());
    assertEquals("column_not_allowed", new JsonObject(answer.body()).getString("code"));
    assertFalse(grant("ALICE", "tasks").json().getString("columns").contains("budget"));
  }

  @Test
  void nobodyGetsTheTasksWithoutSigningIn() throws Exception {
    assertEquals(403, Http.post(stack.url("/gatekeeper/tasks"), "", "").statusCode());
    assertEquals(
        401, Http.post(stack.url("/gatekeeper/tasks"), "no.such.token", "").statusCode());
  }

  @Test
  void oneUsersTokenIsOfNoUseForAnothersShape() throws Exception {
    ShapeConfig alice = grant("ALICE", "tasks");
    ShapeConfig bob = grant("BOB", "tasks");

    assertEquals(403, bob.sync(alice.authorization()).statusCode());
  }

  @Test
  void bothAnswerForTheirHealth() throws Exception {
    HttpResponse<String> health = Http.get(stack.url("/health/ready"), "");

    assertEquals(200, health.statusCode(), health.body());
    Set<String> checks = new JsonObject(health.body()).getJsonObject("checks").fieldNames();
    assertTrue(checks.containsAll(Set.of("electric", "policy.rules")), checks.toString());
  }

  @Test
  void anIdentityTokenIsNoShapeTokenAndTheOtherWayRound() throws Exception {
    assertEquals(401, Http.get(stack.url(ITEMS), stack.identity("ALICE")).statusCode());
    String token = Cluster.tokenFrom(Http.post(stack.url("/gatekeeper/items"), "", ""));
    assertEquals(401, Http.post(stack.url("/gatekeeper/items"), token, "").statusCode());
  }

  @Test
  void anAdministratorSeesHowADecisionComesAboutAndNobodyElseDoes() throws Exception {
    String tasks = stack.url("/gatekeeper/tasks?explain=true");
    JsonObject granted = grant("BOB", "tasks").json();
    HttpResponse<String> answer = Http.post(
        tasks,
        stack.identity("CAROL"),
        "{\"subject\":{\"id\":\"bob\",\"claims\":{\"roles\":[\"member\"]}}}");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonObject explanation = new JsonObject(answer.body());
    assertEquals("allow", explanation.getString("decision"), answer.body());
    JsonObject shape = explanation.getJsonObject("granted");
    assertEquals(granted.getString("where"), shape.getString("where"));
    assertEquals(
        granted.getJsonObject("params").getJsonObject("params", new JsonObject()),
        shape.getJsonObject("params"));
    JsonObject rules = explanation.getJsonArray("policies").getJsonObject(0);
    assertEquals("policy.rules", rules.getString("address"));
    assertFalse(rules.getJsonArray("rules").isEmpty(), answer.body());
    assertFalse(rules.getJsonObject("explanation").getJsonArray("rules").isEmpty(), answer.body());
    assertEquals(403, Http.post(tasks, stack.identity("BOB"), "").statusCode());
    assertEquals(401, Http.post(tasks, "no.such.token", "").statusCode());
  }

  private static ShapeConfig grant(String user, String table) throws Exception {
    return ShapeConfig.of(Http.post(stack.url("/gatekeeper/" + table), stack.identity(user), ""));
  }

  @Test
  void aSecondStackOnTheSamePortSaysSoInOneLine() throws Exception {
    try (LocalStackProcess second =
        LocalStackProcess.start(Map.of("PORT", String.valueOf(stack.port())))) {
      assertEquals(1, second.awaitEnd());
      assertEquals(
          1,
          second
              .log()
              .lines()
              .filter(line -> line.contains("PORT: " + stack.port()))
              .count());
      assertFalse(second.log().contains("\tat "), second.log());
    }
  }
}
