package io.shapegate.systemtests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Changes tasks at random: inserts, updates, deletes, and moves to the other organisation. */
final class RandomTasks {
  private static final int ORGANISATIONS = 2;
  private static final int ENOUGH = 60;

  private final Random random;
  private final List<UUID> tasks = new ArrayList<>();

  RandomTasks(long seed) {
    random = new Random(seed);
  }

  /** Up to this many changes in one transaction; how many there were. */
  int change(Connection connection, int atMost) throws SQLException {
    int count = 1 + random.nextInt(atMost);
    connection.setAutoCommit(false);
    for (int i = 0; i < count; i++) {
      change(connection);
    }
    connection.commit();
    return count;
  }

  private void change(Connection connection) throws SQLException {
    int die = tasks.isEmpty() ? 0 : random.nextInt(100);
    if (die < 30 && tasks.size() < ENOUGH) {
      UUID task = new UUID(random.nextLong(), random.nextLong());
      tasks.add(task);
      execute(
          connection,
          "INSERT INTO tasks (id, org_id, title, budget) VALUES (?, ?, ?, 7)",
          task,
          1 + random.nextInt(ORGANISATIONS),
          "task " + random.nextInt(1_000));
      return;
    }
    UUID task = tasks.get(random.nextInt(tasks.size()));
    if (die < 45) {
      tasks.remove(task);
      execute(connection, "DELETE FROM tasks WHERE id = ?", task);
    } else if (die < 70) {
      execute(connection, "UPDATE tasks SET org_id = 3 - org_id WHERE id = ?", task);
    } else {
      execute(
          connection,
          "UPDATE tasks SET title = ?, done = NOT done, budget = budget + 1 WHERE id = ?",
          "renamed " + random.nextInt(1_000),
          task);
    }
  }

  private static void execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
