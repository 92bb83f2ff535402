package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
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

  private static String operation(JsonObject message) {
    return message.getJsonObject("headers").getString("operation");
  }
}
