package io.shapegate.postgres;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a failure of the database means, for the log. */
public final class DatabaseFailure {
  private static final int MAX_LENGTH = 400;

  private DatabaseFailure() {}

  /** One line, without the statement and without stacks. Neither driver puts a password into its messages. */
  public static String describe(Throwable failure) {
    Throwable cause =
        causes(failure).filter(SQLException.class::isInstance).findFirst().orElse(failure);
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause instanceof PgException pg ? pg.getErrorMessage() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : oneLine(message);
  }

  /** The five characters by which the server names the error; empty where it did not come from the server. */
  public static Optional<String> sqlState(Throwable failure) {
    return causes(failure).flatMap(DatabaseFailure::stateOf).findFirst();
  }

  private static Stream<String> stateOf(Throwable failure) {
    if (failure instanceof PgException pg) {
      return Stream.ofNullable(pg.getSqlState());
    }
    return failure instanceof SQLException sql
        ? Stream.ofNullable(sql.getSQLState())
        : Stream.empty();
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
