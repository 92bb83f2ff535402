package io.shapegate.policy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Runs SQL that rules hold so that nothing of it stays. */
final class ReadOnly {
  private ReadOnly() {}

  /**
   * One query in a read-only transaction that is rolled back, and with it every setting that the query may have changed,
   * which would otherwise hold for whatever the connection is used for next. The three go out at once.
   */
  static Future<RowSet<Row>> query(Pool pool, String sql, Tuple values) {
    return pool.withConnection(connection -> {
      Future<?> begun = connection.query("BEGIN READ ONLY").execute();
      Future<RowSet<Row>> rows = connection.preparedQuery(sql).execute(values);
      Future<?> undone = connection.query("ROLLBACK").execute();
      return Future.join(begun, rows, undone).transform(done -> begun.compose(readOnly -> rows));
    });
  }
}
