package io.shapegate.gatekeeper;

import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.postgres.DatabaseUrl;
import io.shapegate.postgres.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where decisions are written down. Shows no password as text.
 *
 * @param log whether they go to the logger
 * @param database whose table they go to; null for none
 * @param databaseCa a PEM file with who may sign the database's certificate; null for whom the JVM trusts
 * @param capacity how many may wait for the logger, and how many for the table, in each instance
 * @param params whether the values of a filter's parameters are written too
 */
record DecisionLogConfig(
    boolean log,
    @Nullable DatabaseUrl database,
    @Nullable Path databaseCa,
    int capacity,
    boolean params) {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  static DecisionLogConfig from(Settings settings, int instances) {
    int queue = settings.integer("DECISION_LOG_QUEUE", 10_000, 100, 1_000_000);
    return new DecisionLogConfig(
        logs(settings),
        DatabaseUrl.from(settings, "DECISION_LOG_DATABASE_URL").orElse(null),
        settings.file("DECISION_LOG_DATABASE_CA_FILE").orElse(null),
        Math.max(1, queue / instances),
        settings.flag("DECISION_LOG_PARAMS"));
  }

  /** How the table in a database is reached. */
  PostgresOptions options(DatabaseUrl url) {
    return new PostgresOptions("shapegate-decisions", url, databaseCa, TIMEOUT, false);
  }

  private static boolean logs(Settings settings) {
    return switch (settings.text("DECISION_LOG", "log")) {
      case "log" -> true;
      case "off" -> false;
      default -> throw new SettingException("DECISION_LOG", "is neither log nor off");
    };
  }
}
