package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** Reads what a failed statement means from its SQLSTATE. */
final class SqlFailure {
  /** Data, syntax, resource-limit and unsupported-feature errors, and a statement that ran too long. */
  private static final Set<String> STATEMENT_CLASSES =
      Set.of("22", "42", "0A", "54", "21", "2F", "38", "25", "26");

  private static final String CANCELLED = "57014";

  private SqlFailure() {}

  static String state(SQLException failure) {
    return Objects.requireNonNullElse(failure.getSQLState(), "");
  }

  static boolean isStatementsFault(SQLException failure) {
    String state = state(failure);
    return state.equals(CANCELLED)
        || (state.length() == 5 && STATEMENT_CLASSES.contains(state.substring(0, 2)));
  }

  /** Postgres' own words, without the statement around them. */
  static String message(SQLException failure) {
    if (failure instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
      return Objects.requireNonNullElse(
          postgres.getServerErrorMessage().getMessage(), "invalid expression");
    }
    return "invalid expression";
  }
}
