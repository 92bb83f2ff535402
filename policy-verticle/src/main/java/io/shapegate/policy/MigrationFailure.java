package io.shapegate.policy;

import io.shapegate.postgres.DatabaseFailure;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;

/** Tells a migration that will never work from one that may work later. */
final class MigrationFailure {
  /**
   * Classes of SQLSTATE that time, or somebody at the server, may mend: connection, authentication, no such database,
   * rolled back, resources, locks, shutdown and start-up.
   */
  private static final Set<String> PASSING = Set.of("08", "28", "3D", "40", "53", "55", "57", "58");

  /** Two instances at once: the other one was faster to create the schema. */
  private static final Set<String> RACES = Set.of("23505", "42P06");

  private MigrationFailure() {}

  /** Whether a migration that failed so will fail again: it does not fit the database. */
  static boolean isPermanent(Throwable failure) {
    return failure instanceof FlywayException
        && DatabaseFailure.sqlState(failure).filter(MigrationFailure::passes).isEmpty();
  }

  private static boolean passes(String sqlState) {
    return RACES.contains(sqlState) || PASSING.stream().anyMatch(sqlState::startsWith);
  }
}
