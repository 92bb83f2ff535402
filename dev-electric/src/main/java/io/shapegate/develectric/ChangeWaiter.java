package io.shapegate.develectric;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Holds a long poll until its shape has news, ends, the time is up, or the client goes away. For one event loop. */
final class ChangeWaiter {
  private final Vertx vertx;
  private final Context context;
  private final Exchange exchange;
  private final Promise<Optional<LogSlice>> result = Promise.promise();
  private final Runnable listener = this::onNews;
  private long timer = -1;

  ChangeWaiter(Vertx vertx, Exchange exchange) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.exchange = exchange;
  }

  /** Empty when the time is up; fails with {@link MustRefetch} when the shape ends. */
  Future<Optional<LogSlice>> await(long millis) {
    timer = vertx.setTimer(Math.max(1, millis), fired -> result.tryComplete(Optional.empty()));
    exchange.http().response().closeHandler(closed -> result.tryFail(new ClientGone()));
    exchange.shape().addListener(listener);
    result.future().onComplete(ignored -> release());
    check();
    return result.future();
  }

  private void onNews() {
    context.runOnContext(ignored -> check());
  }

  private void check() {
    if (exchange.shape().hasEnded()) {
      result.tryFail(new MustRefetch(null));
      return;
    }
    LogSlice slice = exchange.slice();
    if (!slice.messages().isEmpty()) {
      result.tryComplete(Optional.of(slice));
    }
  }

  private void release() {
    exchange.shape().removeListener(listener);
    vertx.cancelTimer(timer);
  }
}
