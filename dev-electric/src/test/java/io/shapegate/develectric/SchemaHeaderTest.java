package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaHeaderTest {
  /** The modifiers are what Postgres 17 has in pg_attribute for these types. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "text; -1; {\"type\":\"text\"}",
        "varchar; 14; {\"type\":\"varchar\",\"max_length\":10}",
        "bpchar; 7; {\"type\":\"bpchar\",\"length\":3}",
        "numeric; 655366; {\"type\":\"numeric\",\"precision\":10,\"scale\":2}",
        "bit; 8; {\"type\":\"bit\",\"length\":8}",
        "timestamptz; 3; {\"type\":\"timestamptz\",\"precision\":3}",
        "interval; 470351871; {\"type\":\"interval\",\"fields\":\"DAY TO SECOND\"}",
        "interval; 2147418115; {\"type\":\"interval\",\"precision\":3}",
        "geometry; 5; {\"type\":\"geometry\",\"type_mod\":5}"
      })
  void modifiersAreUnpacked(String type, int modifier, String expected) {
    Column column = new Column("c", 1, modifier, type, null, 0, false, false, null);
    TableSchema table = new TableSchema(1, new Relation("public", "t"), List.of(column));
    JsonObject schema = new JsonObject(SchemaHeader.of(table, List.of("c")));
    assertEquals(new JsonObject(expected), schema.getJsonObject("c"));
  }
}
