package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Limits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkIT {
  @Test
  void aSnapshotOfDefaultSizeComesInTheRecordedSteps() throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      postgres.execute(
          "CREATE TABLE big (id int PRIMARY KEY, pad text)",
          "INSERT INTO big SELECT i, repeat('x', 1300) FROM generate_series(1, 20000) i");
      try (TestElectric electric =
          new TestElectric(DevElectricConfig.of(postgres.url(), TestElectric.SECRET))) {
        List<Answer> answers = steps(electric, "table=big");
        assertEquals(
            List.of("0_0", "0_1", "0_2", "0_inf"),
            answers.stream().map(Answer::offset).toList());
        assertEquals(10 * 1024 * 1024, answers.get(0).body().length(), 2000);
        assertEquals(10 * 1024 * 1024, answers.get(1).body().length(), 2000);
        assertTrue(answers.get(2).body().length() < 10 * 1024 * 1024);
        assertEquals(
            20_000, answers.stream().mapToInt(answer -> answer.rows().size()).sum());
        assertTrue(answers.get(0).header("cache-control").startsWith("public, max-age=604800"));
        assertTrue(answers.get(1).header("cache-control").startsWith("public, max-age=60,"));
        assertEquals(
            List.of(false, false, false, true),
            answers.stream().map(Answer::isUpToDate).toList());
      }
    }
  }

  @Test
  void theLogIsCutAtTheSamePlacesForEveryReader() throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      postgres.execute("CREATE TABLE items (id int PRIMARY KEY, value text)");
      DevElectricConfig config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET)
          .with(Limits.USUAL.withChunkBytes(1000));
      try (TestElectric electric = new TestElectric(config)) {
        Answer start = steps(electric, "table=items").get(1);
        postgres.execute("INSERT INTO items SELECT i, 'value ' || i FROM generate_series(1, 50) i");
        ShapeReader reader = new ShapeReader(electric, "table=items");
        Await.until(
            "all rows came",
            () -> reader.catchUp().isUpToDate() && reader.rows().size() == 50);

        List<Answer> all = new ArrayList<>();
        Answer next = electric.shape("table=items&" + start.next());
        while (!next.isUpToDate()) {
          assertTrue(next.body().length() > 1000 && next.body().length() < 1500, next.body());
          all.add(next);
          next = electric.shape("table=items&" + next.next());
        }
        all.add(next);
        assertTrue(all.size() > 5);
        assertEquals(50, all.stream().mapToInt(answer -> answer.rows().size()).sum());
        Answer again = electric.shape("table=items&live=true&" + start.next());
        assertEquals(all.get(0).body(), again.body());
      }
    }
  }

  @Test
  void theOldestShapeMakesRoomForANewOne() throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      postgres.execute(
          "CREATE TABLE items (id int PRIMARY KEY, value text)",
          "INSERT INTO items SELECT i, repeat('x', 1000) FROM generate_series(1, 100) i");
      DevElectricConfig config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET)
          .with(Limits.USUAL.withMemoryBytes(250_000));
      try (TestElectric electric = new TestElectric(config)) {
        Answer first = electric.shape("table=items&where=true&offset=-1");
        electric.shape("table=items&where=1%3D1&offset=-1");
        electric.shape("table=items&where=2%3D2&offset=-1");
        assertEquals(
            409, electric.shape("table=items&where=true&" + first.next()).status());
        postgres.execute("UPDATE items SET value = repeat('y', 3000)");
        assertEquals(500, electric.shape("table=items&where=3%3D3&offset=-1").status());
      }
    }
  }

  private static List<Answer> steps(TestElectric electric, String shape) throws Exception {
    List<Answer> answers = new ArrayList<>();
    Answer answer = electric.shape(shape + "&offset=-1");
    while (!answer.isUpToDate()) {
      assertEquals(200, answer.status(), answer.body());
      answers.add(answer);
      answer = electric.shape(shape + "&" + answer.next());
    }
    answers.add(answer);
    return answers;
  }
}
