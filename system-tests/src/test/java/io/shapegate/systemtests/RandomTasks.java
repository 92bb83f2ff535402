package io.shapegate.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Statements that change tasks at random: inserts, updates, deletes, and moves to the other organisation. */
final class RandomTasks {
  private static final int ORGANISATIONS = 2;
  private static final int ENOUGH = 60;

  private final Random random;
  private final List<UUID> tasks = new ArrayList<>();

  RandomTasks(long seed) {
    random = new Random(seed);
  }

  /** Up to this many, for one transaction. */
  List<String> changes(int atMost) {
    return Stream.generate(this::change).limit(1 + random.nextInt(atMost)).toList();
  }

  private String change() {
    int die = tasks.isEmpty() ? 0 : random.nextInt(100);
    if (die < 30 && tasks.size() < ENOUGH) {
      return insert();
    }
    UUID task = tasks.get(random.nextInt(tasks.size()));
    if (die < 45) {
      tasks.remove(task);
      return "DELETE FROM tasks WHERE id = '%s'".formatted(task);
    }
    if (die < 70) {
      return "UPDATE tasks SET org_id = 3 - org_id WHERE id = '%s'".formatted(task);
    }
    return "UPDATE tasks SET title = 'renamed %d', done = NOT done, budget = budget + 1 WHERE id = '%s'"
        .formatted(random.nextInt(1_000), task);
  }

  private String insert() {
    UUID task = new UUID(random.nextLong(), random.nextLong());
    tasks.add(task);
    int organisation = 1 + random.nextInt(ORGANISATIONS);
    return "INSERT INTO tasks (id, org_id, project_id, title, budget) VALUES ('%s', %d, %d, 'task %d', 7)"
        .formatted(task, organisation, organisation, random.nextInt(1_000));
  }
}
