package io.shapegate.develectric;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code GET} and {@code POST /v1/shape}, after the secret was checked. */
final class ShapeEndpoint {
  private final Vertx vertx;
  private final DevElectricConfig config;
  private final WorkerExecutor workers;
  private final Database database;
  private final Replication replication;
  private final ShapeValidator validator;
  private final ShapeCreator creator;

  ShapeEndpoint(
      Vertx vertx,
      DevElectricConfig config,
      WorkerExecutor workers,
      Database database,
      Replication replication,
      ShapeCreator creator) {
    this.vertx = vertx;
    this.config = config;
    this.workers = workers;
    this.database = database;
    this.replication = replication;
    this.validator = new ShapeValidator(database);
    this.creator = creator;
  }

  Future<Void> serve(HttpServerRequest http, Map<String, Object> query) {
    String cursor = Cursor.next(config.timings().longPoll(), Instant.now(), query.get("cursor"));
    return BodyReader.read(http)
        .map(body -> ShapeParameters.read(BodyMerge.merge(query, body)))
        .compose(parameters -> session()
            .compose(session -> blocking(() -> validator.validate(parameters))
                .compose(request -> exchange(http, request, session, cursor))))
        .compose(this::answer);
  }

  private Future<Exchange> exchange(
      HttpServerRequest http, ShapeRequest request, Session session, String cursor) {
    Shape shape = session.shapes().obtain(request.shape(), started -> create(session, started));
    String handle = request.parameters().handle();
    if (handle != null && !handle.equals(shape.handle())) {
      return Future.failedFuture(new MustRefetch(shape.handle()));
    }
    return onThisContext(shape.ready())
        .map(log -> new Exchange(http, request, config, session, shape, log, cursor));
  }

  private void create(Session session, Shape shape) {
    workers
        .executeBlocking(
            () -> {
              creator.create(session, shape);
              return shape;
            },
            false)
        .onFailure(shape::failed);
  }

  private Future<Void> answer(Exchange exchange) {
    Subset subset = exchange.request().subset();
    return subset == null ? new LogReply(vertx, exchange).send() : answerSubset(exchange, subset);
  }

  private Future<Void> answerSubset(Exchange exchange, Subset subset) {
    SubsetReader reader =
        new SubsetReader(exchange.shape().definition(), subset, config.limits().memoryBytes());
    LogOffset end = exchange.slice().end();
    return blocking(() -> readSubset(reader)).compose(parts -> {
      new ShapeHeaders(exchange).subset(end);
      return BodyWriter.write(exchange.http(), parts);
    });
  }

  private List<byte[]> readSubset(SubsetReader reader) throws SQLException {
    try {
      return database.read(reader::read);
    } catch (SQLException e) {
      if (SqlFailure.isStatementsFault(e)) {
        throw InvalidRequest.inSubset("where", SqlFailure.message(e));
      }
      throw e;
    }
  }

  /** The stream may just be connecting again: that gets a few seconds. */
  private Future<Session> session() {
    Promise<Session> waited = Promise.promise();
    long timer = vertx.setTimer(
        Math.max(1, config.timings().readyWait().toMillis()),
        fired -> waited.tryFail(new DatabaseUnreachable(null)));
    onThisContext(replication.session()).onComplete(waited::tryComplete, waited::tryFail);
    return waited.future().eventually(() -> Future.succeededFuture(vertx.cancelTimer(timer)));
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return workers
        .executeBlocking(work, false)
        .recover(failure -> Future.failedFuture(
            failure instanceof SQLException ? new DatabaseUnreachable(failure) : failure));
  }

  /** Results of the replication thread come back to the event loop of the request. */
  private <T> Future<T> onThisContext(Future<T> future) {
    Context context = vertx.getOrCreateContext();
    Promise<T> here = Promise.promise();
    future.onComplete(
        value -> context.runOnContext(ignored -> here.tryComplete(value)),
        failure -> context.runOnContext(ignored -> here.tryFail(failure)));
    return here.future();
  }
}
