package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderByTest {
  private static final List<String> COLUMNS = List.of("id", "value", "Odd,\"Name");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "id; \"id\"",
        "ID desc; \"id\" DESC",
        "value ASC NULLS last, id; \"value\" ASC NULLS LAST, \"id\"",
        "\"Odd,\"\"Name\" nulls first; \"Odd,\"\"Name\" NULLS FIRST"
      })
  void columnsAreWrittenAnew(String text, String sql) {
    assertEquals(sql, OrderBy.parse(text, COLUMNS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id,",
        "hidden",
        "id; drop table x",
        "1",
        "(id)",
        "id limit 1",
        "random()",
        "$1",
        "id asc desc",
        "\"id",
        "id --"
      })
  void anythingElseIsRefused(String text) {
    assertThrows(RuntimeException.class, () -> OrderBy.parse(text, COLUMNS));
  }
}
