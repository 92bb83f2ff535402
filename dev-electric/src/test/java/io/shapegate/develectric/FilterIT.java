package io.shapegate.develectric;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterIT {
  private static TestPostgres postgres;
  private static TestElectric electric;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE TABLE items (id int PRIMARY KEY, org_id int, value text, tags text[], at timestamptz, mood mood, \"Odd \"\"Name\" text)",
        "INSERT INTO items VALUES (1, 1, 'one', '{a,b}', '2024-01-01Z', 'good', 'x'), (2, 2, 'two', '{}', NULL, 'bad', NULL)",
        "CREATE TABLE members (user_id text, org_id int)",
        "INSERT INTO members VALUES ('alice', 1)",
        "CREATE TABLE secrets (id int PRIMARY KEY, text text)",
        "INSERT INTO secrets VALUES (1, 'hidden')",
        "CREATE VIEW visible AS SELECT * FROM items",
        "CREATE SEQUENCE counter",
        "CREATE FUNCTION sneaky() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN true; END $$");
    electric = new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET));
  }

  @AfterAll
  static void stop() throws Exception {
    electric.close();
    postgres.close();
  }

  private static String where(String clause, String... params) {
    StringBuilder query = new StringBuilder("table=items&where=" + TestElectric.encode(clause));
    for (int i = 0; i < params.length; i++) {
      query
          .append("&params%5B")
          .append(i + 1)
          .append("%5D=")
          .append(TestElectric.encode(params[i]));
    }
    return query.toString();
  }

  private static List<String> ids(Answer answer) {
    assertEquals(200, answer.status(), answer.body());
    return answer.rows().stream()
        .map(row -> row.getJsonObject("value").getString("id"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org_id = $1",
        "org_id = ANY($2)",
        "org_id IN ($1, 77)",
        "items.org_id = $1 AND $3 = 'x'",
        "value ILIKE 'ONE'",
        "'a' = ANY(tags)",
        "at < '2025-01-01Z'",
        "mood = 'good'",
        "\"Odd \"\"Name\" = $3",
        "value = 'one' -- a comment",
        "value = 'one' /* another */",
        "lower(value) = 'one'",
        "org_id = 1 AND ';' <> value",
        "(org_id) = (1)",
        "org_id IN (SELECT org_id FROM members WHERE user_id = $4)",
        "value <> '?' AND org_id = $1",
        "value = $$one$$"
      })
  void whatPostgresUnderstandsWorksInSnapshotAndLog(String clause) throws Exception {
    String shape = where(clause, "1", "{1,5}", "x", "alice");
    assertEquals(List.of("1"), ids(electric.shape(shape + "&offset=-1")));

    Answer end = new ShapeReader(electric, shape).catchUp();
    CompletableFuture<Answer> live = electric.shapeLater(shape + "&live=true&" + end.next());
    postgres.execute(
        "INSERT INTO items VALUES (10, 2, 'no', '{}', NULL, 'bad', NULL)",
        "INSERT INTO items SELECT 11, org_id, value, tags, at, mood, \"Odd \"\"Name\" FROM items WHERE id = 1",
        "DELETE FROM items WHERE id >= 10");
    assertEquals("11", live.get(5, SECONDS).rows().get(0).getJsonObject("value").getString("id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true) UNION SELECT 1 FROM secrets WHERE (true",
        "(SELECT true) UNION (SELECT true)",
        "select true) UNION (SELECT true",
        "true; DROP TABLE secrets",
        "true); DROP TABLE secrets; --",
        "true) OR (true",
        "org_id = 1) ORDER BY (1",
        "true THEN 1 END, CASE WHEN true",
        "/* open",
        "'open",
        "\"open",
        "org_id",
        "org_id, true",
        "",
        "org_id = $2",
        "nocolumn = 1",
        "pg_sleep(1) IS NULL",
        "now() > at",
        "random() > 0.5",
        "current_user = 'postgres'",
        "current_setting('port') = '1'",
        "sneaky()",
        "nextval('counter') > 0",
        "set_config('transaction_read_only', 'off', false) = 'off'",
        "id IN (SELECT id FROM visible)",
        "EXISTS (SELECT 1 FROM pg_authid)",
        "count(*) > 0",
        "pg_terminate_backend(1)",
        "lo_import('/etc/passwd') > 0",
        "id = (SELECT 1 FROM pg_sleep(1))",
        "EXISTS (WITH d AS (DELETE FROM secrets RETURNING 1) SELECT * FROM d)",
        "org_id = 1 COMMIT"
      })
  void anythingElseIsRefused(String clause) throws Exception {
    Answer answer = electric.shape(where(clause.isEmpty() ? "()" : clause, "1") + "&offset=-1");
    assertEquals(400, answer.status(), answer.body());
    JsonObject errors = new JsonObject(answer.body()).getJsonObject("errors");
    assertEquals(1, errors.getJsonArray("where").size());
    assertEquals(List.of("hidden"), postgres.query("SELECT text FROM secrets"));
    assertEquals(List.of("false"), postgres.query("SELECT is_called::text FROM counter"));
  }

  @Test
  void aChangeOfASubQuerysTableStartsTheShapeOver() throws Exception {
    String shape = where("org_id IN (SELECT org_id FROM members WHERE user_id = $1)", "bob");
    Answer end = new ShapeReader(electric, shape).catchUp();
    CompletableFuture<Answer> live = electric.shapeLater(shape + "&live=true&" + end.next());
    postgres.execute("INSERT INTO members VALUES ('bob', 2)");

    assertEquals(409, live.get(5, SECONDS).status());
    assertEquals(List.of("2"), ids(electric.shape(shape + "&offset=-1")));
  }

  @Test
  void aSubQuerysTableThatWasMadeAnewIsNoticed() throws Exception {
    postgres.execute("CREATE TABLE teams (id int)", "INSERT INTO teams VALUES (1)");
    String shape = where("org_id IN (SELECT id FROM teams)");
    Answer end = new ShapeReader(electric, shape).catchUp();
    postgres.execute(
        "DROP TABLE teams", "CREATE TABLE teams (id int)", "INSERT INTO teams VALUES (2)");
    assertEquals(409, electric.shape(shape + "&live=true&" + end.next()).status());
    assertEquals(List.of("2"), ids(electric.shape(shape + "&offset=-1")));
  }

  @Test
  void aFilterThatFailsOnARowIsTheClientsFault() throws Exception {
    Answer answer = electric.shape(where("1 / (org_id - 1) = 1") + "&offset=-1");
    assertEquals(400, answer.status());
    assertTrue(answer.body().contains("division by zero"), answer.body());
  }

  @Test
  void aFilterThatFailsOnAChangeStartsTheShapeOver() throws Exception {
    postgres.execute("CREATE TABLE divided (id int PRIMARY KEY)", "INSERT INTO divided VALUES (1)");
    String shape = "table=divided&where=" + TestElectric.encode("1 / id = 1");
    Answer end = new ShapeReader(electric, shape).catchUp();
    CompletableFuture<Answer> live = electric.shapeLater(shape + "&live=true&" + end.next());
    postgres.execute("INSERT INTO divided VALUES (0)");
    assertEquals(409, live.get(5, SECONDS).status());
    assertEquals(400, electric.shape(shape + "&offset=-1").status());
  }

  @Test
  void aRowMovesInAndOutOfAShapeOfAllItsColumns() throws Exception {
    postgres.execute(
        "CREATE TABLE moves (id int PRIMARY KEY, part int, \"note \\ \"\",{}()\" text)");
    String shape = "table=moves&replica=full&where=" + TestElectric.encode("part = 1");
    ShapeReader reader = new ShapeReader(electric, shape);
    reader.catchUp();
    postgres.transact(
        "INSERT INTO moves VALUES (1, 2, E'a\"b\\\\c,(d){e}\\n'), (2, 1, ''), (3, 1, NULL)",
        "UPDATE moves SET part = 1 WHERE id = 1",
        "UPDATE moves SET part = 2 WHERE id = 2",
        "UPDATE moves SET id = 4 WHERE id = 3");
    Answer live = reader.step("&live=true");

    assertEquals(
        List.of("insert", "insert", "insert", "delete", "delete", "insert"), operations(live));
    assertEquals(
        "a\"b\\c,(d){e}\n", live.rows().get(2).getJsonObject("value").getString("note \\ \",{}()"));
    assertEquals(2, reader.rows().size());
  }

  private static List<String> operations(Answer answer) {
    return answer.rows().stream()
        .map(row -> row.getJsonObject("headers").getString("operation"))
        .toList();
  }

  @Test
  void largeValuesThatAnUpdateLeavesAloneStayInTheRow() throws Exception {
    postgres.execute(
        "CREATE TABLE toasted (id int PRIMARY KEY, part int, large text)",
        "ALTER TABLE toasted ALTER COLUMN large SET STORAGE EXTERNAL",
        "INSERT INTO toasted VALUES (1, 2, repeat('x', 100000))");
    ShapeReader reader = new ShapeReader(electric, "table=toasted&where=part%3D1");
    reader.catchUp();
    postgres.execute("UPDATE toasted SET part = 1");
    Answer live = reader.step("&live=true");
    assertEquals(
        100_000, live.rows().get(0).getJsonObject("value").getString("large").length());
  }

  @Test
  void aSubsetMayOnlyReferToQueryableColumns() throws Exception {
    String shape = "table=items&offset=-1&columns=id,value";
    String hidden = "&subset__where=" + TestElectric.encode("org_id = 1");
    assertEquals(200, electric.shape(shape + hidden).status());
    Answer refused = electric.shape(shape + "&queryable_columns=id,value" + hidden);
    assertEquals(400, refused.status());
    String wholeRow = "&subset__where=" + TestElectric.encode("items::text LIKE '%{a,b}%'");
    Answer row = electric.shape(shape + "&queryable_columns=id,value" + wholeRow);
    assertEquals(
        0,
        row.status() == 400
            ? 0
            : new JsonObject(row.body()).getJsonArray("data").size());
    Answer order = electric.shape(shape + "&queryable_columns=id,value&subset__order_by=org_id");
    assertEquals(400, order.status());
    assertTrue(order.body().contains("order_by"));
  }

  @Test
  void theParametersOfShapeAndSubsetDoNotMix() throws Exception {
    String shape = where("org_id = $1 AND value <> '$1'", "1") + "&offset=-1";
    String subset = TestElectric.encode("value = $1 AND '$1' <> \"value\" AND org_id = $2");
    String params = TestElectric.encode("{\"1\":\"one\",\"2\":1}");
    Answer answer =
        electric.shape(shape + "&subset__where=" + subset + "&subset__params=" + params);
    assertEquals(200, answer.status(), answer.body());
    assertEquals(1, new JsonObject(answer.body()).getJsonArray("data").size());
  }

  @Test
  void aSubsetTakesNoSubQueries() throws Exception {
    String subset = TestElectric.encode("org_id IN (SELECT org_id FROM members)");
    Answer answer = electric.shape("table=items&offset=-1&subset__where=" + subset);
    assertEquals(400, answer.status());
    assertTrue(answer.body().contains("Subqueries are not allowed"), answer.body());
  }
}
