package io.shapegate.policy;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/** What a failure of the database means. */
final class DatabaseFailure {
  private static final int MAX_LENGTH = 400;

  /**
   * Classes of SQLSTATE that time, or somebody at the server, may mend: connection, authentication, no such database,
   * rolled back, resources, locks, shutdown and start-up.
   */
  private static final Set<String> PASSING = Set.of("08", "28", "3D", "40", "53", "55", "57", "58");

  /** Two instances at once: the other one was faster to create the schema. */
  private static final Set<String> RACES = Set.of("23505", "42P06");

  private DatabaseFailure() {}

  /** Whether a migration that failed so will fail again: it does not fit the database. */
  static boolean isPermanent(Throwable failure) {
    return failure instanceof FlywayException
        && sqlState(failure).filter(DatabaseFailure::passes).isEmpty();
  }

  /** One line, without the statement and without stacks. Neither driver puts a password into its messages. */
  static String describe(Throwable failure) {
    Throwable cause =
        causes(failure).filter(SQLException.class::isInstance).findFirst().orElse(failure);
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause instanceof PgException pg ? pg.getErrorMessage() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : oneLine(message);
  }

  private static Optional<String> sqlState(Throwable failure) {
    return causes(failure)
        .flatMap(cause -> cause instanceof SQLException sql
            ? Stream.ofNullable(sql.getSQLState())
            : Stream.empty())
        .findFirst();
  }

  private static boolean passes(String sqlState) {
    return RACES.contains(sqlState) || PASSING.stream().anyMatch(sqlState::startsWith);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(20);
  }

  private static String oneLine(String message) {
    String line = message
        .lines()
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
  }
}
