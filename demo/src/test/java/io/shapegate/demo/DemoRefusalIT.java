package io.shapegate.demo;

import static io.shapegate.demo.SampleBody.item;
import static io.shapegate.demo.SampleBody.move;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo does not do, as whoever reaches it may ask for anything. */
class DemoRefusalIT {
  private static final String ID = "0b3e7c1e-8f0e-4a51-9d0a-53f2c4a6b7d8";
  private static TestDemo demo;

  @BeforeAll
  static void start() throws Exception {
    demo = TestDemo.shared();
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
  void takesAnIdOnce() throws Exception {
    String id = UUID.randomUUID().toString();
    demo.post("/demo/rows", item(id, "first"));

    assertProblem(demo.post("/demo/rows", item(id, "second")), 409, "row_exists");
    assertEquals("first", demo.read("SELECT value FROM items WHERE id = '" + id + "'"));
  }

  @Test
  void movesNoTaskThatIsNotThere() throws Exception {
    assertProblem(
        demo.post("/demo/moves", move(UUID.randomUUID().toString(), 2)), 404, "no_such_row");
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

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
  }
}
