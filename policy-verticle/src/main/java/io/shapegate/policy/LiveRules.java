package io.shapegate.policy;

import io.shapegate.postgres.DatabaseFailure;
import io.shapegate.postgres.PostgresOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in memory, in step with Postgres. A notification makes a change count at once; and as notifications can get
 * lost, Postgres is asked four times a second whether anything changed. Rules that were not confirmed within the last second
 * are not used: a decision then waits for the confirmation, and fails where none comes. Used on one event loop.
 */
final class LiveRules {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

  /** A table that somebody locks must not keep all rules waiting. */
  private static final String LISTEN = "LISTEN shapegate_rules; SET lock_timeout = '50ms'";

  private static final String REVISION = "SELECT number FROM shapegate.revision";
  private static final long TICK_MILLIS = 250;
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CONNECT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Tables and columns change without a notification. */
  private static final long CHECK_ALL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long CHECK_UNSURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final PostgresOptions postgres;
  private final RuleLoader loader = new RuleLoader();
  private final OffReport offReport = new OffReport();
  private final List<Promise<RuleBook>> waiting = new ArrayList<>();
  private @Nullable Link link;
  private @Nullable RuleBook book;
  private long confirmedNanos;
  private long checkedAllNanos;
  private long loadedNanos;
  private long connectNanos;
  private boolean asking;
  private boolean loading;
  private boolean closed;
  private String trouble = "";
  private long timer = -1;

  /** A pool of one, as only what a pool connects ends by itself when nothing comes any more. */
  private record Link(Pool pool, PgConnection connection) {}

  LiveRules(Vertx vertx, PostgresOptions postgres) {
    this.vertx = vertx;
    this.postgres = postgres;
  }

  /** Reads the rules, and keeps them in step from then on. May be called again after a failure. */
  Future<Void> start() {
    return connect().onSuccess(read -> {
      if (timer < 0 && !closed) {
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
      }
    });
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return link == null ? Future.succeededFuture() : link.pool().close();
  }

  /** Rules that were in force at some time within the last second; fails when the time-out of a statement is over. */
  Future<RuleBook> current() {
    if (book != null && isFresh()) {
      return Future.succeededFuture(book);
    }
    Promise<RuleBook> promise = Promise.promise();
    waiting.add(promise);
    ask();
    long limit = vertx.setTimer(postgres.timeout().toMillis(), late -> {
      waiting.remove(promise);
      promise.tryFail(new UndecidableException("the rules cannot be read in time"));
    });
    return promise.future().onComplete(done -> vertx.cancelTimer(limit));
  }

  /** Whether decisions are possible at once. */
  boolean isFresh() {
    return book != null && System.nanoTime() - confirmedNanos < MAX_AGE_NANOS;
  }

  /** What is in memory, however old; null before the first reading. */
  @Nullable
  RuleBook lastRead() {
    return book;
  }

  private void tick() {
    if (link != null) {
      ask();
    } else if (System.nanoTime() - connectNanos > CONNECT_PAUSE_NANOS) {
      connect().onFailure(this::report);
    }
  }

  private Future<Void> connect() {
    connectNanos = System.nanoTime();
    Pool pool = postgres.single(vertx);
    Future<SqlConnection> attempt = pool.getConnection();
    return within(attempt)
        .onFailure(late -> attempt.onComplete(done -> pool.close()))
        .compose(fresh -> adopt(new Link(pool, PgConnection.cast(fresh))));
  }

  private Future<Void> adopt(Link fresh) {
    if (closed || link != null) {
      return fresh.pool().close();
    }
    link = fresh;
    fresh.connection().notificationHandler(changed -> ask());
    fresh.connection().closeHandler(gone -> drop(fresh, "the connection was closed"));
    return fresh
        .connection()
        .query(LISTEN)
        .execute()
        .compose(listening -> load(fresh, true))
        .onFailure(failure -> drop(fresh, DatabaseFailure.describe(failure)));
  }

  /** Asks whether the rules in memory still hold, unless that is being asked already. */
  private void ask() {
    Link asked = link;
    if (asked == null || asking) {
      return;
    }
    asking = true;
    long sentNanos = System.nanoTime();
    asked
        .connection()
        .preparedQuery(REVISION)
        .execute()
        .timeout(MAX_AGE_NANOS, TimeUnit.NANOSECONDS)
        .map(rows -> Objects.requireNonNull(rows.iterator().next().getLong(0)))
        .onComplete(
            revision -> {
              asking = false;
              compare(asked, revision, sentNanos);
            },
            failure -> {
              asking = false;
              drop(asked, DatabaseFailure.describe(failure));
            });
  }

  /** An answer on a connection that was given up meanwhile tells nothing about the one in use. */
  private void compare(Link asked, Long revision, long sentNanos) {
    if (!asked.equals(link)) {
      return;
    }
    boolean same = book != null && revision == book.revision();
    if (same) {
      confirm(sentNanos);
    }
    boolean checkAll = System.nanoTime() - checkedAllNanos > CHECK_ALL_NANOS;
    if ((!same || checkAll || isUnsure()) && !loading) {
      load(asked, checkAll)
          .onComplete(read -> ask(), failure -> drop(asked, DatabaseFailure.describe(failure)));
    }
  }

  private boolean isUnsure() {
    return loader.isUnsure() && System.nanoTime() - loadedNanos > CHECK_UNSURE_NANOS;
  }

  private Future<Void> load(Link asked, boolean checkAll) {
    loading = true;
    long sentNanos = System.nanoTime();
    return loader.load(asked.connection(), checkAll).compose(read -> {
      if (!asked.equals(link)) {
        return Future.failedFuture("the connection was given up");
      }
      loading = false;
      checkedAllNanos = checkAll ? sentNanos : checkedAllNanos;
      loadedNanos = System.nanoTime();
      book = read;
      offReport.tell(read);
      confirm(sentNanos);
      return Future.succeededFuture();
    });
  }

  /** The rules were in force at that moment. */
  private void confirm(long sentNanos) {
    confirmedNanos = sentNanos;
    if (!trouble.isEmpty()) {
      LOG.info("Postgres answers again");
      trouble = "";
    }
    RuleBook known = book;
    if (known != null && isFresh()) {
      List<Promise<RuleBook>> served = List.copyOf(waiting);
      waiting.clear();
      served.forEach(promise -> promise.tryComplete(known));
    }
  }

  private void drop(Link dropped, String why) {
    if (dropped.equals(link)) {
      link = null;
      loading = false;
      dropped.pool().close();
      report(new UndecidableException(why));
    }
  }

  /** Each trouble once. */
  private void report(Throwable failure) {
    String why = DatabaseFailure.describe(failure);
    if (!closed && !why.equals(trouble)) {
      LOG.warn("Postgres: {}; there are no decisions until it answers", why);
      trouble = why;
    }
  }

  private <T> Future<T> within(Future<T> answer) {
    return answer.timeout(postgres.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
