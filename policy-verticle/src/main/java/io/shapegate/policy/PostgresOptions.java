package io.shapegate.policy;

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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the policy connects to Postgres. */
final class PostgresOptions {
  /** Ends a connection on which nothing came for so long, be it idle or cut off in the middle of an answer. */
  private static final int SILENCE_SECONDS = 5;

  /** More decisions than this at once, and the next ones fail at once. */
  private static final int MAX_WAITING = 1_000;

  private PostgresOptions() {}

  /** The pool that decisions read rules with. Closed by who asked for it. */
  static Pool pool(Vertx vertx, PolicyConfig config) {
    int timeout = Math.toIntExact(config.databaseTimeout().toMillis());
    return PgBuilder.pool()
        .with(new PoolOptions()
            .setName("policy-rules")
            .setMaxSize(config.poolSize())
            .setMaxWaitQueueSize(MAX_WAITING)
            .setConnectionTimeout(timeout)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .with(new NetClientOptions()
            .setConnectTimeout(timeout)
            .setReadIdleTimeout(SILENCE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(connection(config.database(), config.databaseCa())
            .setCachePreparedStatements(true)
            .addProperty("statement_timeout", String.valueOf(timeout)))
        .using(vertx)
        .build();
  }

  static PgConnectOptions connection(DatabaseUrl url, @Nullable Path ca) {
    return new PgConnectOptions()
        .setHost(url.host())
        .setPort(url.port())
        .setUser(url.user())
        .setPassword(url.password().value())
        .setDatabase(url.database())
        .setSslMode(url.sslMode())
        .setSslOptions(ssl(url, ca))
        .addProperty("application_name", "shapegate-policy");
  }

  /** As libpq does it: below verify-ca a connection is encrypted, but anybody may be at its other end. */
  private static ClientSSLOptions ssl(DatabaseUrl url, @Nullable Path ca) {
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
