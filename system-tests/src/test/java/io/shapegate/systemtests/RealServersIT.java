package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig;
import io.shapegate.develectric.DevElectricVerticle;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The local stack with a Postgres and an Electric that run elsewhere. */
class RealServersIT {
  private static final String SECRET = "the-secret-of-the-other-electric";

  @Test
  void usesTheServersThatItIsGivenAndPutsNoSamplesIntoThem() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
        Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      String url = "postgresql://postgres:unused@127.0.0.1:" + postgres.getPort() + "/postgres";
      statement.execute("CREATE TABLE notes (id int PRIMARY KEY, body text)");
      statement.execute("INSERT INTO notes VALUES (1, 'from the real database')");
      DevElectricVerticle electric = new DevElectricVerticle(DevElectricConfig.of(url, SECRET));
      vertx.deployVerticle(electric).await(60, TimeUnit.SECONDS);

      try (LocalStackProcess stack = LocalStackProcess.start(Map.of(
              "DATABASE_URL", url,
              "ELECTRIC_URL", "http://127.0.0.1:" + electric.port(),
              "ELECTRIC_SECRET", SECRET))
          .awaitReady()) {
        statement.execute(
            "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('notes', 'notes', 'anyone')");
        String token = Cluster.tokenFrom(Http.post(stack.url("/gatekeeper/notes"), "", ""));
        HttpResponse<String> rows = Http.get(stack.url("/v1/shape?table=notes&offset=-1"), token);

        assertEquals(200, rows.statusCode(), rows.body());
        assertTrue(rows.body().contains("from the real database"), rows.body());
        assertEquals(Set.of("notes"), tables(statement));
        assertFalse(stack.log().contains("dev-electric"), stack.log());
      }
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void anElectricWithoutItsDatabaseIsRefused() throws Exception {
    try (LocalStackProcess stack = LocalStackProcess.start(
        Map.of("ELECTRIC_URL", "http://127.0.0.1:3000", "ELECTRIC_SECRET", SECRET))) {
      assertEquals(1, stack.awaitEnd());
      assertTrue(stack.log().contains("DATABASE_URL"), stack.log());
    }
  }

  private static Set<String> tables(Statement statement) throws Exception {
    Set<String> tables = new HashSet<>();
    try (ResultSet names =
        statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    return tables;
  }
}
