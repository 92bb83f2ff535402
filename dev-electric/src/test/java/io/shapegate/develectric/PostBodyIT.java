package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As lax as the real one, so that a careless proxy is caught: a body overrides the query. */
class PostBodyIT {
  private static final String FILTERED =
      "table=items&offset=-1&where=" + TestElectric.encode("org_id = $1") + "&params%5B1%5D=1";

  private static TestPostgres postgres;
  private static TestElectric electric;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, org_id int)",
        "INSERT INTO items VALUES (1, 1), (2, 2), (3, 1)",
        "CREATE TABLE secrets (id int PRIMARY KEY, text text)",
        "INSERT INTO secrets VALUES (1, 'hidden')");
    electric = new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET));
  }

  @AfterAll
  static void stop() throws Exception {
    electric.close();
    postgres.close();
  }

  private static List<String> data(Answer answer) {
    assertEquals(200, answer.status(), answer.body());
    assertEquals("true", answer.header("electric-snapshot"));
    JsonArray rows = new JsonObject(answer.body()).getJsonArray("data");
    return rows.stream()
        .map(row -> ((JsonObject) row).getJsonObject("value").getString("id"))
        .sorted()
        .toList();
  }

  @Test
  void aTableInTheBodyOverridesTheQuerys() throws Exception {
    Answer answer = electric.post("table=items&offset=-1", "{\"table\":\"secrets\"}");
    assertTrue(answer.body().contains("hidden"), answer.body());
  }

  @Test
  void aWhereInAFlatBodyNarrowsTheShape() throws Exception {
    assertEquals(
        List.of("3"),
        data(electric.post(FILTERED, "{\"where\":\"id > $1\",\"params\":{\"1\":1}}")));
  }

  @Test
  void aWhereBesideASubsetReplacesTheShapes() throws Exception {
    assertEquals(
        List.of("1", "2", "3"), data(electric.post(FILTERED, "{\"subset\":{},\"where\":\"1=1\"}")));
    assertEquals(
        List.of("2"), data(electric.post(FILTERED, "{\"subset\":{},\"params\":{\"1\":\"2\"}}")));
  }

  @Test
  void aFilterOfAlternativesCannotEscapeTheShapes() throws Exception {
    assertEquals(
        List.of("1", "3"), data(electric.post(FILTERED, "{\"where\":\"id = 1 OR true\"}")));
  }

  @Test
  void aBodysColumnsAndReplicaOverrideToo() throws Exception {
    Answer answer = electric.post(
        FILTERED + "&columns=id,org_id", "{\"columns\":[\"id\"],\"subset\":{\"where\":\"id=1\"}}");
    assertFalse(new JsonObject(answer.body()).encode().contains("org_id"), answer.body());
  }

  @Test
  void theBracketSpellingWinsOverTheUnderscores() throws Exception {
    String query = FILTERED + "&subset%5Bwhere%5D=id%3D1&subset__where=id%3D3";
    assertEquals(List.of("1"), data(electric.shape(query)));
    String reverse = FILTERED + "&subset__where=id%3D3&subset%5Bwhere%5D=id%3D1";
    assertEquals(List.of("1"), data(electric.shape(reverse)));
  }

  @Test
  void bodyAndQuerySubsetsAreJoined() throws Exception {
    String query = FILTERED + "&subset__order_by=id%20desc&subset__limit=5";
    assertEquals(List.of("3"), data(electric.post(query, "{\"limit\":1}")));
  }

  @Test
  void theSecretInTheBodyDoesNotCount() throws Exception {
    String body = "{\"secret\":\"" + TestElectric.SECRET + "\"}";
    Answer answer = electric.send(electric
        .request("/v1/shape?table=items&offset=-1")
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    assertEquals(401, answer.status());
  }

  @Test
  void tooLargeABodyIsRefused() throws Exception {
    String body = "{\"where\":\"" + "x".repeat(8_000_001) + "\"}";
    Answer answer = electric.post("table=items&offset=-1", body);
    assertEquals(413, answer.status());
    assertEquals("Request body too large", new JsonObject(answer.body()).getString("error"));
  }

  @Test
  void wrongTypesInTheSubsetAreNamed() throws Exception {
    Answer answer = electric.post("table=items&offset=-1", "{\"limit\":\"many\",\"order_by\":7}");
    JsonObject subset =
        new JsonObject(answer.body()).getJsonObject("errors").getJsonObject("subset");
    assertEquals(400, answer.status());
    assertEquals(JsonArray.of("is invalid"), subset.getJsonArray("limit"));
    assertEquals(JsonArray.of("is invalid"), subset.getJsonArray("order_by"));
  }
}
