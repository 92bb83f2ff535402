package io.shapegate.gatekeeper;

import io.shapegate.postgres.Backoff;
import io.shapegate.postgres.DatabaseFailure;
import io.shapegate.postgres.PostgresOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts decisions into {@code shapegate.decisions}, a batch in one statement, and tries for as long as Postgres is away.
 * What Postgres refuses for what it is does not keep the others out. The right to insert is enough.
 */
final class TableSink implements DecisionSink {
  private static final Logger LOG = LoggerFactory.getLogger(TableSink.class);
  private static final long TIMEOUT_SECONDS = 10;

  /** Without a target for the conflict, which would take the right to read. One comes where an answer got lost. */
  private static final String INSERT = """
      INSERT INTO shapegate.decisions (request_id, at, subject, anonymous, outcome, code, reason,
        table_name, asked, granted, policies, rules, ms, jti, expires_at)
      SELECT request_id, at, subject, anonymous, outcome, code, reason,
        "table", asked, granted, policies, rules, ms, jti, expires_at
      FROM jsonb_to_recordset($1) AS decision (request_id uuid, at timestamptz, subject text,
        anonymous boolean, outcome text, code text, reason text, "table" text, asked jsonb,
        granted jsonb, policies text[], rules text[], ms double precision, jti uuid,
        expires_at timestamptz)
      ON CONFLICT DO NOTHING""";

  private final Pool pool;
  private final Backoff backoff;

  TableSink(Vertx vertx, PostgresOptions options) {
    pool = options.pool(vertx, 1);
    backoff = new Backoff(vertx, TableSink::isAboutTheData);
  }

  @Override
  public Future<Integer> write(List<JsonObject> batch) {
    return backoff
        .until(() -> insert(batch))
        .map(0)
        .recover(refusal -> batch.size() > 1 ? halves(batch) : giveUp(batch.get(0), refusal));
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  private Future<Void> insert(List<JsonObject> batch) {
    return pool.preparedQuery(INSERT)
        .execute(Tuple.of(new JsonArray(batch)))
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .mapEmpty();
  }

  private Future<Integer> halves(List<JsonObject> batch) {
    int middle = batch.size() / 2;
    return write(batch.subList(0, middle))
        .compose(lost -> write(batch.subList(middle, batch.size())).map(more -> lost + more));
  }

  private static Future<Integer> giveUp(JsonObject event, Throwable refusal) {
    LOG.error(
        "Postgres refuses the decision on request {}: {}",
        event.getString("request_id"),
        DatabaseFailure.describe(refusal));
    return Future.succeededFuture(1);
  }

  /** Classes 22 (data exception) and 23 (integrity constraint): the same again would fail again. */
  private static boolean isAboutTheData(Throwable failure) {
    return DatabaseFailure.sqlState(failure)
        .filter(state -> state.startsWith("22") || state.startsWith("23"))
        .isPresent();
  }
}
