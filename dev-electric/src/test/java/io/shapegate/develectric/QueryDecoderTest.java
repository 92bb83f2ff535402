package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryDecoderTest {
  @Test
  void namesAreDecodedAndTheLastDuplicateWins() {
    assertEquals(Map.of("table", "b"), QueryDecoder.decode("table=a&%74able=b"));
  }

  @Test
  void bracketsMakeMapsAndLists() {
    assertEquals(
        Map.of("params", Map.of("1", "a b", "2", "c"), "columns", List.of("x", "y")),
        QueryDecoder.decode("params%5B1%5D=a+b&params[2]=c&columns[]=x&columns%5B%5D=y"));
    assertEquals(Map.of("a", Map.of("b", Map.of("c", "d"))), QueryDecoder.decode("a[b][c]=d"));
  }

  @Test
  void ofScalarAndBracketFormTheLaterWins() {
    assertEquals(Map.of("params", "text"), QueryDecoder.decode("params[1]=a&params=text"));
    assertEquals(
        Map.of("params", Map.of("1", "a")), QueryDecoder.decode("params=text&params[1]=a"));
  }

  @Test
  void aNameWithoutAValueIsEmptyAndASemicolonIsPartOfTheValue() {
    assertEquals(Map.of("live", "", "a", "1;b=2"), QueryDecoder.decode("live&&a=1;b=2"));
    assertEquals(Map.of(), QueryDecoder.decode(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%c3%28", "%e0%80%80=1"})
  void whatCannotBeDecodedIsRefused(String query) {
    assertThrows(MalformedRequest.class, () -> QueryDecoder.decode(query));
  }
}
