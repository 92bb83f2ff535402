package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A connection on which nothing came for 5 s is ended, and no statement is on it then. */
@Tag("slow")
class IdleConnectionIT {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close();
  }

  @Test
  void aStatementAfterAPauseDoesNotMeetTheEndOfItsConnection() throws Exception {
    TestDatabase database = TestDatabase.create();
    PolicyConfig config = database.config("DATABASE_TIMEOUT", "1s");
    Pool pool = config.rulesDatabase().pool(vertx, 1);
    for (long pause : new long[] {1_950, 4_700, 4_950}) {
      assertEquals(1, rows(pool, "SELECT 1"));
      TimeUnit.MILLISECONDS.sleep(pause);
      assertEquals(1, rows(pool, "SELECT pg_sleep(0.5)"), () -> "after " + pause + " ms");
    }
  }

  private static int rows(Pool pool, String sql) {
    return PolicyProcess.await(pool.query(sql).execute()).size();
  }
}
