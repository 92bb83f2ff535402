package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What a future brought, for tests, which may wait. */
final class Settled {
  private static final long SECONDS = 20;

  private Settled() {}

  static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
  }

  static Throwable failure(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> result(future)).getCause();
  }
}
