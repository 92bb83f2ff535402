package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Timings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a role that owns nothing, on what somebody else has published. */
class GivenPublicationIT {
  private TestPostgres postgres;
  private DevElectricConfig config;

  @BeforeEach
  void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'follower') THEN"
            + " CREATE ROLE follower LOGIN REPLICATION PASSWORD 'follower'; END IF; END $$",
        "CREATE TABLE items (id int PRIMARY KEY, value text)",
        "CREATE TABLE hidden (id int PRIMARY KEY)",
        "CREATE TABLE half (id int PRIMARY KEY)",
        "INSERT INTO items VALUES (1, 'one')",
        "ALTER TABLE items REPLICA IDENTITY FULL",
        "ALTER TABLE hidden REPLICA IDENTITY FULL",
        "GRANT SELECT ON items, hidden, half TO follower",
        "CREATE PUBLICATION electric_publication_default FOR TABLE items, half");
    config = DevElectricConfig.of(
            postgres.url().replace("postgres:postgres@", "follower:follower@"), TestElectric.SECRET)
        .with(Timings.USUAL.withReadyWait(Duration.ofSeconds(10)))
        .withManualPublishing();
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  @Test
  void aPublishedTableIsFollowed() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      Answer first = electric.shape("table=items&offset=-1");
      assertEquals(200, first.status(), first.body());
      Answer end = electric.shape("table=items&" + first.next());
      CompletableFuture<Answer> live = electric.shapeLater("table=items&live=true&" + end.next());

      postgres.execute("INSERT INTO items VALUES (2, 'two')");

      assertTrue(live.get(10, TimeUnit.SECONDS).body().contains("\"two\""));
    }
  }

  @Test
  void whatIsNotPublishedOrNotWithTheWholeOldRowHasNoShape() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      assertEquals(200, electric.shape("table=items&offset=-1").status());
      assertEquals(503, electric.shape("table=hidden&offset=-1").status());
      assertEquals(503, electric.shape("table=half&offset=-1").status());
    }
  }

  @Test
  void nothingIsAltered() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      assertEquals(200, electric.shape("table=items&offset=-1").status());
    }
    assertEquals(
        List.of("electric_publication_default"),
        postgres.query("SELECT pubname FROM pg_publication"));
    assertEquals(
        List.of("half", "items"),
        postgres.query("SELECT tablename FROM pg_publication_tables ORDER BY 1"));
    assertEquals(
        List.of("d"), postgres.query("SELECT relreplident FROM pg_class WHERE relname = 'half'"));
  }
}
