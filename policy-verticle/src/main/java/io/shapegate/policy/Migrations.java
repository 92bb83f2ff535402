package io.shapegate.policy;

import io.shapegate.postgres.DatabaseUrl;
import io.shapegate.postgres.PostgresOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.pgclient.PgConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Brings the schema {@code shapegate} up to date. Several instances may do so at once; one does it, the others wait. */
final class Migrations {
  private static final String SCHEMA = "shapegate";
  private static final long MAX_MINUTES = 10;
  private static final Duration GRANT_TIMEOUT = Duration.ofSeconds(30);
  private static final String TRUST_OF_THE_JVM = "org.postgresql.ssl.DefaultJavaSSLFactory";

  /** The lock: changing the rights of one table twice at the same moment is an error for Postgres. */
  private static final String GRANT = """
      SELECT pg_advisory_xact_lock(hashtext('shapegate.grants'));
      GRANT USAGE ON SCHEMA shapegate TO {reader};
      GRANT SELECT ON shapegate.rules, shapegate.lookups, shapegate.revision TO {reader}""";

  private final Vertx vertx;
  private final DatabaseUrl owner;
  private final String reader;
  private final @Nullable Path ca;

  /** Migrates as the owner; the reader, where that is another role, gets the right to read rules and no more. */
  Migrations(Vertx vertx, DatabaseUrl owner, String reader, @Nullable Path ca) {
    this.vertx = vertx;
    this.owner = owner;
    this.reader = reader;
    this.ca = ca;
  }

  Future<Void> run() {
    WorkerExecutor worker =
        vertx.createSharedWorkerExecutor("policy-migrations", 1, MAX_MINUTES, TimeUnit.MINUTES);
    return worker
        .executeBlocking(() -> flyway().migrate())
        .eventually(worker::close)
        .compose(done -> owner.user().equals(reader) ? Future.succeededFuture() : grant());
  }

  private Flyway flyway() {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(jdbcUrl(), owner.user(), owner.password().value())
        .defaultSchema(SCHEMA)
        .schemas(SCHEMA)
        .locations("classpath:io/shapegate/policy/migrations")
        .cleanDisabled(true)
        .loggers("slf4j")
        .load();
  }

  private String jdbcUrl() {
    String host = owner.host().contains(":") ? '[' + owner.host() + ']' : owner.host();
    String url = "jdbc:postgresql://" + host + ':' + owner.port() + '/' + encoded(owner.database())
        + "?ApplicationName=shapegate-migrations&connectTimeout=5&tcpKeepAlive=true&sslmode="
        + owner.sslModeText();
    if (ca != null) {
      return url + "&sslrootcert=" + encoded(ca.toString());
    }
    return owner.verifies() ? url + "&sslfactory=" + TRUST_OF_THE_JVM : url;
  }

  private Future<Void> grant() {
    String role = '"' + reader.replace("\"", "\"\"") + '"';
    return PgConnection.connect(
            vertx,
            new PostgresOptions("shapegate-migrations", owner, ca, GRANT_TIMEOUT, false)
                .connection())
        .compose(connection -> connection
            .query(GRANT.replace("{reader}", role))
            .execute()
            .eventually(connection::close))
        .mapEmpty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
