package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name of 64 KiB, which is what a request body may hold, is refused and does not end in a StackOverflowError. */
class LongNamesTest {
  private static final int REPEATS = 32_768;

  @ParameterizedTest
  @ValueSource(strings = {"a", "\"\"", "a-", "é"})
  void longNamesAreRefused(String part) {
    String quoted = '"' + part.repeat(REPEATS) + '"';
    String plain = part.repeat(REPEATS) + 'a';

    assertRefused(Identifier::parse, quoted);
    assertRefused(Identifier::parse, plain);
    assertRefused(TableName::parseRequested, quoted);
    assertRefused(TableName::parseRequested, plain);
    assertRefused(Columns::parse, quoted);
  }

  @Test
  void quotedNamesKeepTheirMeaning() {
    assertEquals("a\"b", Identifier.parse("\"a\"\"b\"").name());
    assertEquals("\"", Identifier.parse("\"\"\"\"").name());
    assertEquals("A b", Identifier.parse("\"A b\"").name());
    for (String wrong : new String[] {"\"\"", "\"", "\"\"\"", "\"a\"b\"", "\"a", "a\""}) {
      assertRefused(Identifier::parse, wrong);
    }
  }

  private static void assertRefused(Function<String, ?> parser, String text) {
    assertThrows(ContractException.class, () -> parser.apply(text));
  }
}
