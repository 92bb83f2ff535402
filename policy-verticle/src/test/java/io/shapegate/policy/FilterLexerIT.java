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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random templates: what the lexer lets through, and Postgres too, must mean the same to both. */
class FilterLexerIT {
  /** What may stand inside quotes of any kind, beside a bind that is none there. */
  private static final List<String> BITS =
      List.of("''", "\\'", "\\\\", "\"", "$$", "$a$", "$", "(", "--", "/*", "\n", "a");

  private static final List<String> OPENINGS =
      List.of("'", "E'", "e'", "U&'", "N'", "$$", "$a$", "1e5$a$", "a$a$", "1$a$", "E'a'\n'");
  private static final List<String> VALUES = List.of(
      ":sub",
      ":claims.a",
      ":sub::text",
      "a",
      "e",
      "_",
      "\"é\"",
      "'x'",
      "(ARRAY['a','b'])[1]",
      "a||:sub",
      "(ARRAY['a','b'])[1:2]::text",
      "lower(:sub)",
      "(SELECT :sub)");
  private static final List<String> BETWEEN = List.of(
      " = ",
      " OR a = ",
      " AND a = ",
      " || ",
      "\n",
      " -- ",
      "--\n",
      " /* ",
      " */ ",
      " /* :sub */ = ",
      " -- :sub\n = ",
      ") OR (a = ",
      ";");
  private static final int CASES = 25_000;
  private static final int ENOUGH = 2_000;
  private static final long SEED = 20_260_101;

  @Test
  @Timeout(120)
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

  /**
   * A parameter of our own, the first, stands behind the filter: it must not become part of a text or a comment. Binds have
   * the higher numbers, as Postgres refuses a gap.
   */
  private static boolean check(Statement statement, String template) throws SQLException {
    FilterTemplate filter;
    try {
      filter = FilterTemplate.parse(template);
    } catch (InvalidRuleException e) {
      return false;
    }
    int binds = (int) filter.pieces().stream()
        .filter(FilterPiece.Value.class::isInstance)
        .distinct()
        .count();
    Optional<Integer> parameters =
        parameters(statement, "SELECT 1 FROM t WHERE (" + filter.sql(2) + ") AND 'end' = $1::text");
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

  /** Mostly well-formed comparisons, of which some go wrong in a place that matters. */
  private static String random(Random random) {
    StringBuilder template = new StringBuilder("a");
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      template.append(random.nextInt(4) == 0 ? pick(BETWEEN, random) : " = ");
      template.append(random.nextBoolean() ? pick(VALUES, random) : quoted(random));
      template.append(i > 1 ? " OR a" : "");
    }
    return template.toString();
  }

  /** Of a few bits each time, so that they meet. */
  private static String quoted(Random random) {
    List<String> bits = List.of(" :sub ", pick(BITS, random), pick(BITS, random));
    String opening = pick(OPENINGS, random);
    StringBuilder text = new StringBuilder(opening);
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(pick(bits, random));
    }
    int dollar = opening.indexOf('$');
    return text.append(dollar < 0 ? "'" : opening.substring(dollar)).toString();
  }

  private static String pick(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
