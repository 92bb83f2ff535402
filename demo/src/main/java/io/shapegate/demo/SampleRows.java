package io.shapegate.demo;

import io.shapegate.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows into the sample tables, up to 1,000 in each. Ids are the client's choice, so that it can tell when its own row
 * arrives. Fails with a {@link Refusal}.
 */
final class SampleRows {
  private static final Logger LOG = LoggerFactory.getLogger(SampleRows.class);
  static final int MAX_ROWS = 1_000;
  private static final String UNIQUE_VIOLATION = "23505";

  private static final String INSERT_ITEM = """
      INSERT INTO items (id, value) SELECT $1, $2
      WHERE (SELECT count(id) FROM items) < $3 RETURNING id""";
  private static final String INSERT_TASK = """
      INSERT INTO tasks (id, org_id, project_id, title)
      SELECT $1, org_id, min(id), $2 FROM projects WHERE org_id = $3
        AND (SELECT count(id) FROM tasks) < $4
      GROUP BY org_id RETURNING id""";
  private static final String MOVE_TASK = """
      UPDATE tasks SET org_id = target.org_id, project_id = target.project_id
      FROM (SELECT org_id, min(id) AS project_id FROM projects WHERE org_id = $2 GROUP BY org_id) AS target
      WHERE tasks.id = $1 RETURNING tasks.id""";
  private static final String ORGANISATIONS = "SELECT id, name FROM organisations ORDER BY id";

  private final Pool pool;

  SampleRows(Pool pool) {
    this.pool = pool;
  }

  Future<Void> insertItem(UUID id, String value) {
    return write(
        INSERT_ITEM, Tuple.of(id, value, MAX_ROWS), () -> Refusal.full("items has " + MAX_ROWS));
  }

  /** Into a project of that organisation. */
  Future<Void> insertTask(UUID id, int organisation, String title) {
    return requireOrganisation(organisation)
        .compose(known -> write(
            INSERT_TASK,
            Tuple.of(id, title, organisation, MAX_ROWS),
            () -> Refusal.full("tasks has " + MAX_ROWS)));
  }

  /** To another organisation, and to a project of that one. */
  Future<Void> moveTask(UUID id, int organisation) {
    return requireOrganisation(organisation)
        .compose(known ->
            write(MOVE_TASK, Tuple.of(id, organisation), () -> Refusal.notThere("no task " + id)));
  }

  /** Each with {@code id} and {@code name}. */
  Future<JsonArray> organisations() {
    return run(ORGANISATIONS, Tuple.tuple()).map(rows -> {
      JsonArray organisations = new JsonArray();
      rows.forEach(row -> organisations.add(
          new JsonObject().put("id", row.getInteger("id")).put("name", row.getString("name"))));
      return organisations;
    });
  }

  private Future<Void> requireOrganisation(int id) {
    return organisations().map(all -> {
      if (all.stream().noneMatch(one -> ((JsonObject) one).getInteger("id") == id)) {
        throw Refusal.unreadable("org_id must be the id of an organisation");
      }
      return null;
    });
  }

  private interface Reason {
    Refusal refusal();
  }

  private Future<Void> write(String sql, Tuple values, Reason whenNothing) {
    return run(sql, values).map(rows -> {
      if (rows.size() == 0) {
        throw whenNothing.refusal();
      }
      return null;
    });
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values).recover(failure -> {
      Optional<String> state = DatabaseFailure.sqlState(failure);
      if (state.filter(UNIQUE_VIOLATION::equals).isPresent()) {
        return Future.failedFuture(Refusal.taken("give another id"));
      }
      LOG.warn("Postgres: {}", DatabaseFailure.describe(failure));
      return Future.failedFuture(Refusal.databaseUnavailable());
    });
  }
}
