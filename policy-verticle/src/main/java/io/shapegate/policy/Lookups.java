package io.shapegate.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.shapegate.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs lookups, each in a read-only transaction of its own, and keeps results for as long as each lookup says, counted from
 * the question. Failures are not kept.
 */
final class Lookups {
  /** What all results together may take, in characters of one or two bytes. */
  private static final long MAX_KEPT = 32_000_000;

  private static final int OVERHEAD = 200;

  /** A claim of the subject that is no value of the type the query wants. */
  private static final String DATA_EXCEPTION = "22";

  private record Question(Lookup lookup, List<String> parameters) {}

  private final Pool pool;
  private final Duration timeout;
  private final Cache<Question, BindValue> results = Caffeine.newBuilder()
      .maximumWeight(MAX_KEPT)
      .weigher(Lookups::weight)
      .expireAfter(Expiry.<Question, BindValue>writing(
          (question, value) -> question.lookup().cache().minus(value.duration())))
      .executor(Runnable::run)
      .build();

  Lookups(Pool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /** What the lookup gives for these parameters. Fails with an {@link UndecidableException}. */
  Future<BindValue> value(Lookup lookup, List<String> parameters) {
    Question question = new Question(lookup, parameters);
    BindValue known = results.getIfPresent(question);
    if (known != null) {
      return Future.succeededFuture(known.cached());
    }
    return ask(question).onSuccess(value -> {
      if (lookup.cache().compareTo(value.duration()) > 0) {
        results.put(question, value);
      }
    });
  }

  /** The text and the items hold the same characters. */
  private static int weight(Question question, BindValue value) {
    return OVERHEAD
        + question.parameters().stream().mapToInt(String::length).sum()
        + 2 * value.text().map(String::length).orElse(0);
  }

  private Future<BindValue> ask(Question question) {
    Lookup lookup = question.lookup();
    long startNanos = System.nanoTime();
    return ReadOnly.query(pool, lookup.sql(), Tuple.wrap(question.parameters()))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .map(rows -> LookupResult.read(lookup, rows.iterator().next().getJsonArray(0)))
        .recover(failure -> isAboutTheData(failure)
            ? Future.succeededFuture(BindValue.nothing(DatabaseFailure.describe(failure)))
            : Future.failedFuture(
                new UndecidableException("the lookup " + lookup.name() + " failed", failure)))
        .map(value -> value.took(Duration.ofNanos(System.nanoTime() - startNanos)));
  }

  private static boolean isAboutTheData(Throwable failure) {
    return DatabaseFailure.sqlState(failure)
        .filter(state -> state.startsWith(DATA_EXCEPTION))
        .isPresent();
  }
}
