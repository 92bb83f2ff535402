package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Params;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A column may have any name. Without quotes, it is accepted only where Postgres means the column too. */
class KeywordsIT {
  private static final List<String> FILTERS = List.of(
      "W",
      "NOT W",
      "W OR id = 1",
      "W AND NOT W",
      "(W) IS NOT TRUE",
      "W IS TRUE",
      "W IS NOT NULL",
      "W = TRUE",
      "FALSE < W",
      "W = W",
      "id = 1 OR W",
      "id = 3 AND W",
      "W IN (TRUE)",
      "W NOT IN (FALSE)",
      "W BETWEEN W AND TRUE",
      "W NOT BETWEEN FALSE AND W",
      "NOT W IN (FALSE)",
      "NOT W BETWEEN W AND W",
      "(W)",
      "(W OR W)");

  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final List<String> KEYWORDS = keywords("R", "T", "C", "U");

  @Test
  void theListIsThatOfPostgres() {
    List<String> ours = KEYWORDS.stream().filter(PostgresKeywords::isNoColumn).toList();

    assertEquals(keywords("R", "T"), ours);
  }

  @Test
  void anAcceptedKeywordIsAColumnForPostgresToo() throws SQLException {
    DATABASE.run(KEYWORDS.stream()
        .map(word -> '"' + word + "\" boolean DEFAULT :value")
        .collect(Collectors.joining(", ", "CREATE TABLE items (id int, ", ")"))
        .replace(":value", "mod(random(1, 3), 2) = 0"));
    DATABASE.run("INSERT INTO items SELECT generate_series(1, 100)");
    int accepted = 0;
    try (Connection connection = DATABASE.connect();
        Statement statement = connection.createStatement()) {
      for (String word : KEYWORDS) {
        List<String> differences = FILTERS.stream()
            .flatMap(filter -> difference(filter.replace("W", word)).stream())
            .toList();
        accepted += differences.isEmpty() ? 0 : 1;
        assertFalse(holdsAnywhere(statement, differences), word);
      }
    }
    assertTrue(accepted > 350, "only " + accepted + " are accepted at all");
  }

  /** A condition for rows that the filter and its rendering see differently; empty where the filter is refused. */
  private static Optional<String> difference(String filter) {
    try {
      String anew = ClientFilter.parse(filter, Params.NONE).render(1).sql();
      return Optional.of("(" + filter + ") IS DISTINCT FROM (" + anew + ")");
    } catch (FilterException e) {
      return Optional.empty();
    }
  }

  private static boolean holdsAnywhere(Statement statement, List<String> conditions)
      throws SQLException {
    String any =
        Stream.concat(Stream.of("FALSE"), conditions.stream()).collect(Collectors.joining("\nOR "));
    try (ResultSet row =
        statement.executeQuery("SELECT EXISTS (SELECT FROM items WHERE " + any + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<String> keywords(String... categories) {
    return DATABASE.read("SELECT word FROM pg_get_keywords() WHERE catcode IN ('"
        + String.join("', '", categories) + "') ORDER BY word");
  }
}
