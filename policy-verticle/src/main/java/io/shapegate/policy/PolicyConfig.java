package io.shapegate.policy;

import io.shapegate.contract.ClaimPath;
import io.shapegate.contract.RolesClaim;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.postgres.DatabaseUrl;
import io.shapegate.postgres.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the policy. Shows no password as text.
 *
 * @param database the connection that reads rules
 * @param migrations the connection that migrates; null where something else does
 * @param databaseCa a PEM file with who may sign the database's certificate; null for whom the JVM trusts
 * @param rolesLookup a lookup that returns more roles; empty where roles stand in the claim alone
 * @param explainRows up to how many rows of a shape an explanation counts; 0 for none
 * @param databaseTimeout how long a decision waits for Postgres; below what a gatekeeper waits for a policy (700 ms)
 * @param port of the health endpoints; 0 takes any free one
 */
public record PolicyConfig(
    DatabaseUrl database,
    @Nullable DatabaseUrl migrations,
    @Nullable Path databaseCa,
    int poolSize,
    Duration databaseTimeout,
    RolesClaim rolesClaim,
    Optional<String> rolesLookup,
    int explainRows,
    String host,
    int port) {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  /** A missing or wrong setting is a {@link SettingException}. */
  public static PolicyConfig from(Settings settings) {
    DatabaseUrl database = DatabaseUrl.from(settings, "DATABASE_URL")
        .orElseThrow(() -> new SettingException(
            "DATABASE_URL", "is missing; give postgresql://user:password@host:port/database"));
    return new PolicyConfig(
        database,
        migrates(settings)
            ? DatabaseUrl.from(settings, "MIGRATION_DATABASE_URL").orElse(database)
            : null,
        settings.file("DATABASE_CA_FILE").orElse(null),
        settings.integer("DATABASE_POOL_SIZE", 4, 1, 100),
        settings.duration(
            "DATABASE_TIMEOUT", TIMEOUT, Duration.ofMillis(50), Duration.ofSeconds(10)),
        rolesClaim(settings),
        settings.text("ROLES_LOOKUP"),
        settings.integer("EXPLAIN_ROWS", 10_000, 0, 1_000_000),
        settings.text("HOST", "127.0.0.1"),
        settings.port("PORT", 4003));
  }

  /** How decisions read rules. */
  PostgresOptions rulesDatabase() {
    return new PostgresOptions("shapegate-policy", database, databaseCa, databaseTimeout, true);
  }

  private static boolean migrates(Settings settings) {
    Optional<String> migrate = settings.text("MIGRATE");
    return migrate.isEmpty() || settings.flag("MIGRATE");
  }

  private static RolesClaim rolesClaim(Settings settings) {
    return ClaimPath.parse(settings.text("ROLES_CLAIM", "roles"))
        .map(RolesClaim::new)
        .orElseThrow(
            () -> new SettingException(
                "ROLES_CLAIM",
                "must be a path such as realm_access.roles; a key that is no plain name goes in double quotes"));
  }
}
