package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SyncIT {
  private static TestPostgres postgres;
  private static TestElectric electric;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, org_id int, value text)",
        "INSERT INTO items VALUES (1, 1, 'one'), (2, 2, 'two')");
    electric = new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET));
  }

  @AfterAll
  static void stop() throws Exception {
    electric.close();
    postgres.close();
  }

  @Test
  void anInsertArrivesInAWaitingRequest() throws Exception {
    Answer snapshot = electric.shape("table=items&offset=-1");
    assertEquals(200, snapshot.status(), snapshot.body());
    assertEquals(2, snapshot.rows().size());
    Answer end = electric.shape("table=items&" + snapshot.next());
    assertTrue(end.isUpToDate());

    CompletableFuture<Answer> live = electric.shapeLater("table=items&live=true&" + end.next());
    postgres.execute("INSERT INTO items VALUES (3, 1, 'three')");

    List<JsonObject> rows = live.get(5, TimeUnit.SECONDS).rows();
    assertEquals("three", rows.get(0).getJsonObject("value").getString("value"));
  }

  @Test
  void aFilterIsAppliedToSnapshotAndChanges() throws Exception {
    postgres.execute(
        "CREATE TABLE filtered (id int PRIMARY KEY, org_id int)",
        "INSERT INTO filtered VALUES (1, 1), (2, 2)");
    String shape =
        "table=filtered&where=" + TestElectric.encode("org_id = $1") + "&params%5B1%5D=1";
    Answer snapshot = electric.shape(shape + "&offset=-1");
    assertEquals(200, snapshot.status(), snapshot.body());
    assertEquals(1, snapshot.rows().size());
    Answer end = electric.shape(shape + "&" + snapshot.next());

    CompletableFuture<Answer> live = electric.shapeLater(shape + "&live=true&" + end.next());
    postgres.transact(
        "INSERT INTO filtered VALUES (3, 3), (4, 1)",
        "UPDATE filtered SET org_id = 2 WHERE id = 1");

    List<JsonObject> rows = live.get(5, TimeUnit.SECONDS).rows();
    assertEquals(
        List.of("insert", "delete"), rows.stream().map(SyncIT::operation).toList());
  }

  /** What it wrote before its table was published is not in the stream, and not in an early snapshot either. */
  @Test
  void aTransactionThatIsOpenWhenItsTableJoinsTheStreamIsNotLost() throws Exception {
    postgres.execute(
        "CREATE TABLE slow (id int PRIMARY KEY)", "ALTER TABLE slow REPLICA IDENTITY FULL");
    CompletableFuture<Answer> first;
    try (Connection writer = postgres.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO slow VALUES (1)");
      first = electric.shapeLater("table=slow&offset=-1");
      Await.until(
          "it waits for the writer",
          () -> first.isDone()
              || !postgres.query("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
      statement.execute("INSERT INTO slow VALUES (2)");
      writer.commit();
    }
    ShapeReader reader = new ShapeReader(electric, "table=slow");
    Await.until(
        "both rows came", () -> reader.catchUp().isUpToDate() && reader.rows().size() == 2);
    assertEquals(200, first.get(5, TimeUnit.SECONDS).status());
  }

  private static String operation(JsonObject message) {
    return message.getJsonObject("headers").getString("operation");
  }
}
