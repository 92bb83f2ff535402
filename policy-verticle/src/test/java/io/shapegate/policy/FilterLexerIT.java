package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random templates: what the lexer lets through, and Postgres too, must mean the same to both. */
class FilterLexerIT {
  private static final List<String> TOKENS = List.of(
      "'",
      "'",
      "''",
      "E'",
      "e'",
      "U&'",
      "B'",
      "\\",
      "\\'",
      "\"",
      "\"\"",
      "$$",
      "$a$",
      "$b$",
      "$",
      ":sub",
      ":sub",
      "=:sub",
      ":claims.a",
      ":",
      "::text",
      "::",
      "(",
      ")",
      "[",
      "]",
      "a",
      "a",
      "E",
      "1",
      "1e5",
      "1.",
      "0x1",
      "=",
      "=",
      "||",
      "-",
      "--",
      "/*",
      "*/",
      "+",
      " ",
      " ",
      " ",
      "\n",
      ";",
      ",",
      "é",
      "IN",
      "OR",
      "AND",
      "ARRAY[",
      "true",
      "'x'",
      "a = ",
      " = a",
      "_",
      "t",
      "{",
      "?");
  private static final int CASES = 60_000;
  private static final int ENOUGH = 300;
  private static final long SEED = 20_260_101;

  @Test
  void postgresSeesTheSameParametersAndTheSameEnd() throws SQLException {
    TestDatabase database = TestDatabase.create();
    database.run("CREATE TABLE t (a text, \"é\" text, e text, _ text)");
    Random random = new Random(SEED);
    int understood = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < CASES; i++) {
        understood += check(statement, random(random)) ? 1 : 0;
      }
    }
    assertTrue(understood >= ENOUGH, "only " + understood + " of the templates were valid SQL");
  }

  /** A parameter of our own stands behind the filter: it must not become part of a text or of the filter's brackets. */
  private static boolean check(Statement statement, String template) throws SQLException {
    FilterTemplate filter;
    try {
      filter = FilterTemplate.parse(template);
    } catch (InvalidRuleException e) {
      return false;
    }
    String sql = filter.sql(1);
    int binds = (int) filter.pieces().stream()
        .filter(FilterPiece.Value.class::isInstance)
        .distinct()
        .count();
    Optional<Integer> parameters = parameters(
        statement, "SELECT 1 FROM t WHERE (" + sql + ") AND 'end' = $" + (binds + 1) + "::text");
    parameters.ifPresent(count -> assertEquals(binds + 1, count, template));
    return parameters.isPresent() && binds > 0;
  }

  /** Empty when Postgres does not accept the statement. */
  private static Optional<Integer> parameters(Statement statement, String sql) throws SQLException {
    try {
      statement.setEscapeProcessing(false);
      statement.execute("PREPARE p AS " + sql);
    } catch (SQLException e) {
      return Optional.empty();
    }
    try (ResultSet row = statement.executeQuery(
        "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'p'")) {
      row.next();
      return Optional.of(row.getInt(1));
    } finally {
      statement.execute("DEALLOCATE p");
    }
  }

  private static String random(Random random) {
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(i -> TOKENS.get(random.nextInt(TOKENS.size())))
        .collect(Collectors.joining());
  }
}
