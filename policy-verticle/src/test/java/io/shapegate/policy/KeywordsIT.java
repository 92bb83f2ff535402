package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Params;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
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
        .map(word -> '"' + word + "\" boolean DEFAULT TRUE")
        .collect(Collectors.joining(", ", "CREATE TABLE items (id int, ", ")")));
    DATABASE.run("INSERT INTO items (id) VALUES (1), (2), (3)");
    int accepted = 0;
    try (ItemRows rows = new ItemRows(DATABASE)) {
      for (String word : KEYWORDS) {
        for (String filter : FILTERS) {
          accepted += check(filter.replace("W", word), rows) ? 1 : 0;
        }
      }
    }
    assertTrue(accepted > 5_000, "only " + accepted + " were accepted");
  }

  private static boolean check(String filter, ItemRows rows) throws SQLException {
    ClientFilter parsed;
    try {
      parsed = ClientFilter.parse(filter, Params.NONE);
    } catch (FilterException e) {
      return false;
    }
    ClientFilter.Rendered rendered = parsed.render(1);
    assertEquals(
        rows.where(filter, List.of()), rows.where(rendered.sql(), rendered.values()), filter);
    return true;
  }

  private static List<String> keywords(String... categories) {
    return DATABASE.read("SELECT word FROM pg_get_keywords() WHERE catcode IN ('"
        + String.join("', '", categories) + "') ORDER BY word");
  }
}
