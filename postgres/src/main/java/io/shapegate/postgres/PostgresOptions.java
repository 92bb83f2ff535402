package io.shapegate.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a part of Shapegate connects to Postgres.
 *
 * @param name shown in Postgres' {@code pg_stat_activity}
 * @param ca a PEM file with who may sign the database's certificate; null for whom the JVM trusts
 * @param timeout of a connection attempt and, in the server, of a statement
 * @param readOnly whether every transaction is read-only unless it says otherwise
 */
public record PostgresOptions(
    String name, DatabaseUrl url, @Nullable Path ca, Duration timeout, boolean readOnly) {
  /** Ends a connection on which nothing came for so long, be it idle or cut off in the middle of an answer. */
  private static final int SILENCE_SECONDS = 5;

  /** The pool ends what idles before that does, which counts on while a statement is under way. */
  private static final int IDLE_SECONDS = 2;

  private static final int IDLE_CHECK_MILLIS = 500;

  /** More statements than this at once, and the next ones fail at once. */
  private static final int MAX_WAITING = 1_000;

  /** Closed by who asked for it. */
  public Pool pool(Vertx vertx, int size) {
    return pool(
        vertx,
        new PoolOptions()
            .setMaxSize(size)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setPoolCleanerPeriod(IDLE_CHECK_MILLIS)
            .setConnectionTimeout(timeoutMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  /**
   * A pool of one connection, as only what a pool connects ends by itself when nothing comes any more. Who asks for the
   * connection waits until connecting has worked or failed; to be closed not before that, or it never would be.
   */
  public Pool single(Vertx vertx) {
    return pool(vertx, new PoolOptions().setMaxSize(1).setConnectionTimeout(0));
  }

  /** For a single connection. */
  public PgConnectOptions connection() {
    PgConnectOptions options = new PgConnectOptions()
        .setHost(url.host())
        .setPort(url.port())
        .setUser(url.user())
        .setPassword(url.password().value())
        .setDatabase(url.database())
        .setSslMode(url.sslMode())
        .setSslOptions(ssl())
        .addProperty("application_name", name)
        .addProperty("statement_timeout", String.valueOf(timeoutMillis()));
    return readOnly ? options.addProperty("default_transaction_read_only", "on") : options;
  }

  private Pool pool(Vertx vertx, PoolOptions options) {
    return PgBuilder.pool()
        .with(options.setName(name).setMaxWaitQueueSize(MAX_WAITING))
        .with(new NetClientOptions()
            .setConnectTimeout(timeoutMillis())
            .setReadIdleTimeout(SILENCE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(connection().setCachePreparedStatements(true))
        .using(vertx)
        .build();
  }

  private int timeoutMillis() {
    return Math.toIntExact(timeout.toMillis());
  }

  /** As libpq does it: below verify-ca a connection is encrypted, but anybody may be at its other end. */
  private ClientSSLOptions ssl() {
    ClientSSLOptions ssl = new ClientSSLOptions()
        .setTrustAll(!url.verifies())
        .setHostnameVerificationAlgorithm(url.sslMode() == SslMode.VERIFY_FULL ? "HTTPS" : "");
    if (url.verifies()) {
      ssl.setTrustOptions(
          ca == null ? JvmTrust.options() : new PemTrustOptions().addCertPath(ca.toString()));
    }
    return ssl;
  }
}
