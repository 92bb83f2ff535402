package io.shapegate.develectric;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Timings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleIT {
  private TestPostgres postgres;
  private DevElectricConfig config;

  @BeforeEach
  void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, value text)",
        "INSERT INTO items VALUES (1, 'one')");
    config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET)
        .with(Timings.USUAL.withReadyWait(Duration.ofSeconds(10)));
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  @Test
  void aHandleOfAnEarlierProcessIsUnknown() throws Exception {
    Answer before;
    try (TestElectric electric = new TestElectric(config)) {
      before = electric.shape("table=items&offset=-1");
    }
    try (TestElectric electric = new TestElectric(config)) {
      Answer answer = electric.shape("table=items&live=true&" + before.next());
      assertEquals(409, answer.status());
      assertNotEquals(before.handle(), answer.handle());
      assertEquals(answer.handle(), electric.shape("table=items&offset=-1").handle());
    }
  }

  @Test
  void stoppingLeavesNothingBehindInPostgres() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      assertEquals(200, electric.shape("table=items&offset=-1").status());
      assertEquals(List.of("items"), postgres.query("SELECT tablename FROM pg_publication_tables"));
    }
    assertEquals(List.of(), postgres.query("SELECT pubname FROM pg_publication"));
    Await.until("slots and connections are gone", this::isAlone);
  }

  private boolean isAlone() throws Exception {
    String mine = "datname = current_database()";
    return postgres
        .query(
            "SELECT (SELECT count(*) FROM pg_replication_slots WHERE database = current_database())"
                + " + (SELECT count(*) FROM pg_stat_activity WHERE " + mine
                + " AND pid <> pg_backend_pid())")
        .equals(List.of("0"));
  }

  @Test
  void aWaitingRequestIsAnsweredWhenTheServerStops() throws Exception {
    CompletableFuture<Answer> live;
    try (TestElectric electric = new TestElectric(config)) {
      Answer end = upToDate(electric);
      live = electric.shapeLater("table=items&live=true&" + end.next());
      awaitHeld(live);
    }
    assertTrue(live.handle((answer, failure) -> true).get(5, SECONDS));
  }

  @Test
  void aBrokenStreamEndsAllShapesAndTheNextOneWorks() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      Answer end = upToDate(electric);
      CompletableFuture<Answer> live = electric.shapeLater("table=items&live=true&" + end.next());
      awaitHeld(live);

      postgres.disconnect(true);

      assertEquals(409, live.get(5, SECONDS).status());
      postgres.execute("INSERT INTO items VALUES (2, 'two')");
      Answer again = electric.shape("table=items&live=true&" + end.next());
      assertEquals(409, again.status());
      assertEquals(2, electric.shape("table=items&offset=-1").rows().size());
      Answer newEnd = upToDate(electric);
      CompletableFuture<Answer> next =
          electric.shapeLater("table=items&live=true&" + newEnd.next());
      postgres.execute("INSERT INTO items VALUES (3, 'three')");
      assertEquals(1, next.get(5, SECONDS).rows().size());
    }
  }

  @Test
  void withoutPostgresItSaysSoAndRecovers() throws Exception {
    try (TestElectric electric =
        new TestElectric(config.with(Timings.USUAL.withReadyWait(Duration.ofMillis(200))))) {
      Await.until("active", () -> health(electric).equals("200 active"));
      postgres.disconnect(false);
      Await.until("starting", () -> health(electric).equals("202 starting"));
      Answer refused = electric.shape("table=items&offset=-1");
      assertEquals(503, refused.status());
      assertEquals("database_unreachable", new JsonObject(refused.body()).getString("code"));
      assertTrue(Integer.parseInt(refused.header("retry-after")) > 0);

      postgres.disconnect(true);
      Await.until("active again", () -> health(electric).equals("200 active"));
      assertEquals(200, electric.shape("table=items&offset=-1").status());
    }
  }

  @Test
  void aSecondProcessOnTheDatabaseWaitsForTheFirst() throws Exception {
    TestElectric first = new TestElectric(config);
    Await.until("first active", () -> health(first).equals("200 active"));
    try (TestElectric second = new TestElectric(config)) {
      Await.until("second waiting", () -> health(second).equals("202 waiting"));
      first.close();
      Await.until("second active", () -> health(second).equals("200 active"));
    }
  }

  private static String health(TestElectric electric) throws Exception {
    Answer answer = electric.get("/v1/health");
    return answer.status() + " " + new JsonObject(answer.body()).getString("status");
  }

  private static Answer upToDate(TestElectric electric) throws Exception {
    return new ShapeReader(electric, "table=items").catchUp();
  }

  private static void awaitHeld(CompletableFuture<?> request) {
    long deadline = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (System.nanoTime() < deadline) {
      assertTrue(!request.isDone(), "answered too early");
      Thread.onSpinWait();
    }
  }
}
