package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    JsonObject alice = grant("ALICE", "tasks");
    JsonObject bob = grant("BOB", "tasks");

    assertNotEquals(alice.getJsonObject("params"), bob.getJsonObject("params"));
    assertEquals(Set.of("1"), organisationsIn(alice));
    assertEquals(Set.of("2"), organisationsIn(bob));
  }

  @Test
  void theAdministratorSeesEverything() throws Exception {
    assertEquals(Set.of("1", "2"), organisationsIn(grant("CAROL", "tasks")));
  }

  @Test
  void aMemberWhoAsksForAHiddenColumnIsRefused() throws Exception {
    HttpResponse<String> answer = Http.post(
        stack.url("/gatekeeper/tasks"),
        stack.identity("ALICE"),
        "{\"columns\":[\"id\",\"budget\"]}");

    assertEquals(403, answer.statusCode());
    assertEquals("column_not_allowed", new JsonObject(answer.body()).getString("code"));
    assertFalse(grant("ALICE", "tasks").getString("columns").contains("budget"));
  }

  @Test
  void nobodyGetsTheTasksWithoutSigningIn() throws Exception {
    assertEquals(403, Http.post(stack.url("/gatekeeper/tasks"), "", "").statusCode());
    assertEquals(
        401, Http.post(stack.url("/gatekeeper/tasks"), "no.such.token", "").statusCode());
  }

  @Test
  void oneUsersTokenIsOfNoUseForAnothersShape() throws Exception {
    JsonObject alice = grant("ALICE", "tasks");
    JsonObject bob = grant("BOB", "tasks");

    assertEquals(
        403,
        sync(bob, alice.getJsonObject("headers").getString("Authorization")).statusCode());
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
    JsonObject granted = grant("BOB", "tasks");
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

  private static JsonObject grant(String user, String table) throws Exception {
    HttpResponse<String> answer =
        Http.post(stack.url("/gatekeeper/" + table), stack.identity(user), "");
    assertEquals(200, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  private static Set<String> organisationsIn(JsonObject config) throws Exception {
    HttpResponse<String> rows =
        sync(config, config.getJsonObject("headers").getString("Authorization"));
    assertEquals(200, rows.statusCode(), rows.body());
    return new JsonArray(rows.body())
        .stream()
            .map(JsonObject.class::cast)
            .filter(message -> message.containsKey("value"))
            .map(message -> message.getJsonObject("value").getString("org_id"))
            .collect(Collectors.toSet());
  }

  /** Asks for the shape as the official client would: its params, spelled out. */
  private static HttpResponse<String> sync(JsonObject config, String authorization)
      throws Exception {
    JsonObject params = config.getJsonObject("params");
    StringBuilder url = new StringBuilder(config.getString("url") + "?offset=-1");
    for (String name : params.fieldNames()) {
      if (params.getValue(name) instanceof JsonObject values) {
        values.forEach(value -> url.append("&params%5B")
            .append(value.getKey())
            .append("%5D=")
            .append(encoded(value.getValue())));
      } else {
        url.append('&').append(name).append('=').append(encoded(params.getValue(name)));
      }
    }
    return Http.get(url.toString(), authorization.substring("Bearer ".length()));
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8);
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

  @Test
  void ctrlCEndsEverythingAndLeavesNothingBehind() throws Exception {
    Set<Path> before = temporaryData();
    LocalStackProcess other = LocalStackProcess.start(Map.of()).awaitReady();
    long postgres = postgresProcesses();

    Duration took = other.interrupt();

    assertTrue(took.toSeconds() < 5, "took " + took);
    Await.until(
        "its Postgres has ended", Duration.ofSeconds(5), () -> postgresProcesses() < postgres);
    assertEquals(before, temporaryData());
    assertFalse(other.log().contains("\tat "), other.log());
  }

  @Test
  void ctrlCDuringTheStartLeavesNothingBehindEither() throws Exception {
    Set<Path> before = temporaryData();
    long postgres = postgresProcesses();
    LocalStackProcess other = LocalStackProcess.start(Map.of());
    Await.until(
        "Postgres is starting", Duration.ofSeconds(20), () -> !temporaryData().equals(before));

    Duration took = other.interrupt();

    assertTrue(took.toSeconds() < 5, "took " + took);
    Await.until(
        "its Postgres has ended", Duration.ofSeconds(5), () -> postgresProcesses() <= postgres);
    assertEquals(before, temporaryData());
    assertFalse(other.log().contains("cannot start"), other.log());
  }

  private static Set<Path> temporaryData() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("shapegate-postgres-"))
          .collect(Collectors.toSet());
    }
  }

  private static long postgresProcesses() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("shapegate-postgres-"))
        .count();
  }
}
