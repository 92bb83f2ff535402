package io.shapegate.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's API, on the sample tables and with its own role. */
class DemoIT {
  private static final String ID = "0b3e7c1e-8f0e-4a51-9d0a-53f2c4a6b7d8";
  private static TestDemo demo;

  @BeforeAll
  static void start() throws Exception {
    demo = new TestDemo();
  }

  @AfterAll
  static void stop() throws Exception {
    demo.close();
  }

  @Test
  void signsADemoUserInWithATokenForTheGatekeeper() throws Exception {
    HttpResponse<String> answer = demo.post("/demo/sign-in", new JsonObject().put("user", "bob"));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("no-store", answer.headers().firstValue("cache-control").orElseThrow());
    JsonObject body = new JsonObject(answer.body());
    SignedJWT token = SignedJWT.parse(body.getString("token"));
    assertTrue(token.verify(new MACVerifier(TestDemo.SECRET)));
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertEquals("bob", claims.getSubject());
    assertEquals("test-issuer", claims.getIssuer());
    assertEquals(List.of("test-audience"), claims.getAudience());
    assertEquals(List.of("member", "manager"), claims.getStringListClaim("roles"));
    Duration lifetime =
        Duration.between(Instant.now(), claims.getExpirationTime().toInstant());
    assertTrue(lifetime.toHours() >= 23 && lifetime.toHours() <= 24, lifetime.toString());
    assertTrue(Instant.parse(body.getString("expires_at")).isAfter(Instant.now()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"user\":\"mallory\"}",
        "{\"user\":\"Alice\"}",
        "{\"user\":7}",
        "{\"user\":\"alice\",\"roles\":[\"administrator\"]}",
        "{\"user\":\"alice\",\"user\":\"carol\"}",
        "[\"alice\"]",
        "alice",
        ""
      })
  void signsNobodyElseIn(String body) throws Exception {
    HttpResponse<String> answer =
        demo.post("/demo/sign-in", body, "Content-Type", "application/json");

    assertProblem(answer, 400, "invalid_request");
  }

  @Test
  void listsWhatThePickersOffer() throws Exception {
    JsonObject samples = new JsonObject(demo.get("/demo/samples").body());

    assertEquals(
        List.of("alice", "bob", "carol"),
        samples.getJsonArray("users").stream()
            .map(user -> ((JsonObject) user).getString("name"))
            .toList());
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("id", 1).put("name", "Acme"))
            .add(new JsonObject().put("id", 2).put("name", "Globex")),
        samples.getJsonArray("organisations"));
    assertTrue(samples.getJsonArray("shapes").stream()
        .anyMatch(shape -> ((JsonObject) shape).getString("table").equals("my-open-tasks")));
  }

  @Test
  void insertsATaskIntoAProjectOfItsOrganisation() throws Exception {
    String id = UUID.randomUUID().toString();

    HttpResponse<String> answer = demo.post("/demo/rows", task(id, 2, " Feed the sharks "));

    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(id, new JsonObject(answer.body()).getString("id"));
    assertEquals(
        "2|2|Feed the sharks|false",
        demo.read(
            "SELECT concat_ws('|', org_id, project_id, title, done::text) FROM tasks WHERE id = '"
                + id + "'"));
  }

  @Test
  void insertsAnItem() throws Exception {
    String id = UUID.randomUUID().toString();
    String hostile = "'); DROP TABLE items; --";

    HttpResponse<String> answer = demo.post("/demo/rows", item(id, hostile));

    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(hostile, demo.read("SELECT value FROM items WHERE id = '" + id + "'"));
  }

  @Test
  void movesATaskToAProjectOfAnotherOrganisation() throws Exception {
    String id = UUID.randomUUID().toString();
    demo.post("/demo/rows", task(id, 1, "Move me"));

    HttpResponse<String> answer = demo.post("/demo/moves", move(id, 2));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(
        "2|2",
        demo.read("SELECT concat_ws('|', org_id, project_id) FROM tasks WHERE id = '" + id + "'"));
  }

  @Test
  void movesNoTaskThatIsNotThere() throws Exception {
    assertProblem(
        demo.post("/demo/moves", move(UUID.randomUUID().toString(), 2)), 404, "no_such_row");
  }

  @Test
  void takesAnIdOnce() throws Exception {
    String id = UUID.randomUUID().toString();
    demo.post("/demo/rows", item(id, "first"));

    assertProblem(demo.post("/demo/rows", item(id, "second")), 409, "row_exists");
    assertEquals("first", demo.read("SELECT value FROM items WHERE id = '" + id + "'"));
  }

  @Test
  void stopsWhenThereAreEnoughRows() throws Exception {
    demo.execute("INSERT INTO items (value) SELECT 'many' FROM generate_series(1, 1000)");
    try {
      assertProblem(
          demo.post("/demo/rows", item(UUID.randomUUID().toString(), "more")), 409, "table_full");
    } finally {
      demo.execute("DELETE FROM items WHERE value = 'many'");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/demo/rows|{}",
        "/demo/rows|{\"table\":\"memberships\",\"id\":\"" + ID + "\",\"value\":\"x\"}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"" + ID + "\"}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"" + ID + "\",\"value\":\" \"}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"" + ID + "\",\"value\":null}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"" + ID + "\",\"value\":\"a\\u0000b\"}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"not-a-uuid\",\"value\":\"x\"}",
        "/demo/rows|{\"table\":\"items\",\"id\":\"" + ID + "\",\"value\":\"x\",\"org_id\":1}",
        "/demo/rows|{\"table\":\"tasks\",\"id\":\"" + ID + "\",\"org_id\":\"1\",\"title\":\"x\"}",
        "/demo/rows|{\"table\":\"tasks\",\"id\":\"" + ID + "\",\"org_id\":1.5,\"title\":\"x\"}",
        "/demo/rows|{\"table\":\"tasks\",\"id\":\"" + ID + "\",\"org_id\":3,\"title\":\"x\"}",
        "/demo/moves|{\"id\":\"" + ID + "\"}",
        "/demo/moves|{\"id\":\"" + ID + "\",\"org_id\":99}",
        "/demo/moves|{\"id\":\"" + ID + "\",\"org_id\":1,\"done\":true}"
      })
  void refusesWhatItDoesNotUnderstand(String path, String body) throws Exception {
    assertProblem(
        demo.post(path, body, "Content-Type", "application/json"), 400, "invalid_request");
  }

  @Test
  void refusesATextThatIsTooLong() throws Exception {
    assertProblem(demo.post("/demo/rows", item(ID, "x".repeat(201))), 400, "invalid_request");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    assertProblem(demo.post("/demo/rows", item(ID, "x".repeat(5_000))), 413, "body_too_large");
  }

  /** A page of another origin can send these without asking, and so write rows unseen. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/json; charset=utf-16"
      })
  void takesJsonAlone(String type) throws Exception {
    assertProblem(
        demo.post("/demo/rows", item(ID, "x").encode(), "Content-Type", type),
        415,
        "unsupported_media_type");
  }

  @Test
  void letsNoOtherOriginIn() throws Exception {
    HttpResponse<String> preflight = demo.send(demo.request(
            "/demo/rows",
            "Origin",
            "https://evil.example.com",
            "Access-Control-Request-Method",
            "POST")
        .method("OPTIONS", BodyPublishers.noBody()));

    assertEquals(405, preflight.statusCode());
    assertFalse(preflight.headers().firstValue("access-control-allow-origin").isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /demo/rows, 405, POST",
    "DELETE, /demo/moves, 405, POST",
    "POST, /demo/samples, 405, GET",
    "POST, /, 405, 'GET, HEAD'",
    "GET, /demo/, 404,",
    "GET, /demo/rows/, 404,",
    "GET, /demo//rows, 404,",
    "GET, /index.html, 404,",
    "GET, /files.json, 404,",
    "GET, /assets/../samples.json, 404,",
    "GET, /assets/none.js, 404,"
  })
  void hasNoOtherRoutes(String method, String path, int status, String allowed) throws Exception {
    HttpResponse<String> answer =
        demo.send(demo.request(path).method(method, BodyPublishers.noBody()));

    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(allowed, answer.headers().firstValue("allow").orElse(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM memberships",
        "SELECT title FROM tasks",
        "SELECT value FROM items",
        "UPDATE tasks SET done = true",
        "UPDATE items SET value = 'x'",
        "DELETE FROM tasks",
        "DELETE FROM items",
        "INSERT INTO memberships VALUES ('alice', 2)",
        "INSERT INTO tasks (org_id, project_id, title, budget) VALUES (1, 1, 'x', 1)",
        "CREATE TABLE public.mine (id int)"
      })
  void itsRoleMayDoNoMore(String sql) throws Exception {
    try (Connection connection = demo.connectAsDemo();
        Statement statement = connection.createStatement()) {
      SQLException refused = assertThrows(SQLException.class, () -> statement.execute(sql));

      assertEquals("42501", refused.getSQLState(), refused.getMessage());
    }
  }

  @Test
  void isReadyWhileTheDatabaseAnswers() throws Exception {
    HttpResponse<String> ready = demo.get("/health/ready");

    assertEquals(200, ready.statusCode(), ready.body());
    assertTrue(ready.body().contains("database"), ready.body());
  }

  private static JsonObject item(String id, String value) {
    return new JsonObject().put("table", "items").put("id", id).put("value", value);
  }

  private static JsonObject task(String id, int organisation, String title) {
    return new JsonObject()
        .put("table", "tasks")
        .put("id", id)
        .put("org_id", organisation)
        .put("title", title);
  }

  private static JsonObject move(String id, int organisation) {
    return new JsonObject().put("id", id).put("org_id", organisation);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
  }
}
