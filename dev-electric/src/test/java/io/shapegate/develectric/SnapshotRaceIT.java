package io.shapegate.develectric;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Shapes that start while others write lose nothing and repeat nothing. */
class SnapshotRaceIT {
  private static final int WRITERS = 3;
  private static final int SHAPES = 8;

  @Test
  void theLogAddsUpToTheTableWhileWritersHammer() throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      postgres.execute(
          "CREATE TABLE race (id int PRIMARY KEY, part int, value text)",
          "INSERT INTO race SELECT i, i % 4, 'start' FROM generate_series(1, 2000) i");
      try (TestElectric electric =
          new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET))) {
        hammer(postgres, electric);
      }
    }
  }

  /** The same as somebody whose filter reads both tables, in the other order. */
  @Test
  void aReaderOfTwoTablesAndAShapeOfBothDoNotWaitForEachOther() throws Exception {
    try (TestPostgres postgres = new TestPostgres();
        Connection reader = postgres.connect();
        Statement statement = reader.createStatement()) {
      postgres.execute("CREATE TABLE one (id int PRIMARY KEY)", "CREATE TABLE two (id int)");
      postgres.execute("ALTER TABLE two ADD PRIMARY KEY (id)");
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE two IN ACCESS SHARE MODE");
      try (TestElectric electric =
          new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET))) {
        CompletableFuture<Answer> shape = electric.shapeLater(
            "table=two&offset=-1&where=" + TestElectric.encode("id IN (SELECT id FROM one)"));
        Await.until(
            "the shape waits for the reader",
            () -> !postgres
                .query(
                    "SELECT pid::text FROM pg_locks WHERE NOT granted AND relation = 'two'::regclass")
                .isEmpty());

        statement.execute("SELECT FROM one");
        reader.commit();

        assertEquals(200, shape.get(10, SECONDS).status());
      }
    }
  }

  private static void hammer(TestPostgres postgres, TestElectric electric) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int seed = i;
      writers.add(threads.submit(() -> write(postgres, new Random(seed), stop, written)));
    }
    Await.until("writers are at work", () -> written.get() > 50);
    List<ShapeReader> readers = new ArrayList<>();
    for (int i = 0; i < SHAPES; i++) {
      String filter = TestElectric.encode(i == 0 ? "true" : "part = " + i % 4 + " AND id > -" + i);
      ShapeReader reader = new ShapeReader(electric, "table=race&where=" + filter);
      reader.catchUp();
      readers.add(reader);
      int seen = written.get();
      Await.until("writers go on", () -> written.get() > seen + 20);
    }
    stop.set(true);
    for (Future<?> writer : writers) {
      writer.get(20, SECONDS);
    }
    threads.shutdown();
    postgres.execute("INSERT INTO race SELECT -100 - p, p, 'last' FROM generate_series(0, 3) p");
    postgres.execute("UPDATE race SET value = 'very last' WHERE value = 'last'");
    compare(postgres, readers);
  }

  private static void compare(TestPostgres postgres, List<ShapeReader> readers) throws Exception {
    for (int i = 0; i < readers.size(); i++) {
      ShapeReader reader = readers.get(i);
      String filter = i == 0 ? "true" : "part = " + i % 4 + " AND id > -" + i;
      List<String> expected =
          postgres
              .query("SELECT id || '/' || part || '/' || value FROM race WHERE " + filter)
              .stream()
              .sorted()
              .toList();
      Await.until("shape " + i + " has caught up: " + filter, () -> {
        reader.catchUp();
        return rows(reader).equals(expected);
      });
      assertEquals(expected, rows(reader));
      assertTrue(!expected.isEmpty());
    }
  }

  private static List<String> rows(ShapeReader reader) {
    return reader.rows().values().stream()
        .map(
            row -> row.getString("id") + "/" + row.getString("part") + "/" + row.getString("value"))
        .sorted()
        .toList();
  }

  /** Transactions of several changes, some rolled back, some slow to commit. */
  private static boolean write(
      TestPostgres postgres, Random random, AtomicBoolean stop, AtomicInteger written)
      throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        for (int i = 0; i <= random.nextInt(4); i++) {
          change(statement, random);
        }
        if (random.nextInt(10) == 0) {
          statement.execute("SELECT pg_sleep(0.02)");
        }
        if (random.nextInt(8) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          written.incrementAndGet();
        }
      }
      return true;
    }
  }

  private static void change(Statement statement, Random random) throws Exception {
    int id = random.nextInt(3000);
    int part = random.nextInt(4);
    String value = "'v" + random.nextInt() + "'";
    // Rows are taken in a way that cannot deadlock: whoever finds a row locked leaves it.
    String free = "(SELECT id FROM race WHERE id = " + id + " FOR UPDATE SKIP LOCKED)";
    statement.execute(
        switch (random.nextInt(3)) {
          case 0 ->
            "INSERT INTO race SELECT nextval, " + part + ", " + value + " FROM (SELECT "
                + fresh(random) + " AS nextval) n ON CONFLICT DO NOTHING";
          case 1 ->
            "UPDATE race SET part = " + part + ", value = " + value + " WHERE id IN " + free;
          default -> "DELETE FROM race WHERE id IN " + free;
        });
  }

  private static int fresh(Random random) {
    return 10_000 + random.nextInt(1_000_000_000);
  }
}
