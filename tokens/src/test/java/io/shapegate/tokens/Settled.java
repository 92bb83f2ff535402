package io.shapegate.tokens;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a future brought, for tests, which may wait. */
final class Settled {
  private static final long SECONDS = 15;

  private Settled() {}

  static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  /** Asks on the event loop of a context, where the code under test lives. */
  static <T> T on(Context context, Supplier<Future<T>> question) throws Exception {
    Promise<T> answer = Promise.promise();
    context.runOnContext(now ->
        Future.future((Promise<T> inner) -> question.get().onComplete(inner)).onComplete(answer));
    return result(answer.future());
  }

  /** Asks again and again until the answer is yes. */
  static void until(Vertx vertx, Supplier<Boolean> condition) throws Exception {
    Promise<Void> met = Promise.promise();
    vertx.setPeriodic(5, timer -> {
      if (condition.get()) {
        vertx.cancelTimer(timer);
        met.tryComplete();
      }
    });
    result(met.future());
  }
}
