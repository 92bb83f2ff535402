package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "FooBar, foobar",
        "\"FooBar\", FooBar",
        "\"a\"\"b\", a\"b",
        "ÄÖ, ÄÖ",
        "_a$1, _a$1",
        "\" \", | |",
        "\"a.b\", a.b"
      })
  void anIdentifierIsFoldedOrUnquoted(String text, String name) {
    assertEquals(name, Identifiers.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"\"", "\"", "a b", " a", "1a", "a@b", "a\"b\"", "\"a\"b\"", "a\nb", "\"a\" "
      })
  void anythingElseIsRefused(String text) {
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parse(text));
  }

  @Test
  void lengthsCountCharacters() {
    assertEquals(63, Identifiers.parse("ä".repeat(63)).length());
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parse("a".repeat(64)));
  }

  @Test
  void aRelationHasAtMostOneDotOutsideOfQuotes() {
    assertEquals(new Relation("public", "foo"), Identifiers.parseRelation("Foo"));
    assertEquals(new Relation("a.b", "c"), Identifiers.parseRelation("\"a.b\".C"));
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parseRelation("a.b.c"));
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parseRelation("a."));
  }

  @Test
  void aListIsCutAtCommasOutsideOfQuotes() {
    assertEquals(List.of("PoTaTo,sunday", "foo"), Identifiers.parseList("\"PoTaTo,sunday\",Foo"));
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parseList("id,"));
    assertThrows(InvalidIdentifier.class, () -> Identifiers.parseList("id, name"));
  }
}
