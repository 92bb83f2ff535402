package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictQueryTest {
  @Test
  void namesAndValuesAreDecodedOnce() {
    assertEquals(
        Map.of("table", "items", "params[1]", "a b+c", "x", "%41", "y", "", "z", "=1=", "é", "𝄞"),
        StrictQuery.parse(
            "%74able=items&params%5B1%5D=a+b%2Bc&x=%2541&y&z==1=&%c3%A9=%F0%9D%84%9E"));
  }

  @Test
  void theOrderIsKept() {
    assertEquals(
        List.of("b", "a", "c"), List.copyOf(StrictQuery.parse("b=1&a=2&c=3").keySet()));
  }

  @Test
  void noQueryIsNoParameter() {
    assertEquals(Map.of(), StrictQuery.parse(null));
    assertEquals(Map.of(), StrictQuery.parse(""));
  }

  @Test
  void aSemicolonIsNoSeparator() {
    assertEquals(Map.of("a", "1;b=2"), StrictQuery.parse("a=1;b=2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=2",
        "a=1&a=1",
        "a&a",
        "a=1&%61=2",
        "%61=1&a=2",
        "params[1]=a&params%5b1%5D=b",
        "params%5B1%5D=a&params%5b1%5d=b",
        "a+b=1&a%20b=2",
        "=1",
        "&",
        "a=1&",
        "&a=1",
        "a=1&&b=2",
        "%=1",
        "a=%",
        "a=%4",
        "a=%4g",
        "a=%g4",
        "a=%%34",
        "a=%-1",
        "a=%+1",
        "a=% 1",
        "a=%\u0661\u0661",
        "a=%\uff11\uff11",
        "a=%u0041",
        "a=%c3",
        "a=%c0%af",
        "a=%ed%a0%80",
        "a=%f5%80%80%80",
        "a=%ff",
        "a=\u00e9",
        "a=b c",
        "a=b\tc",
        "a=b\nc",
        "a=b\0c",
        "a=b\u007fc",
        "a=\ud834\udd1e",
      })
  void whatHasNoReadingOrTwoIsRefused(String query) {
    assertThrows(ContractException.class, () -> StrictQuery.parse(query));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "items | items",
        "a+b | a+b",
        "a%2Bb | a+b",
        "a%2fb | a/b",
        "%2541 | %41",
        "a&b=c | a&b=c",
        "%22Items%22 | \"Items\"",
      })
  void aSegmentOfAPathIsDecodedOnceAndAPlusIsAPlus(String segment, String text) {
    assertEquals(text, StrictQuery.decodeSegment(segment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%ff", "a b", "é", "a\0"})
  void aSegmentThatIsNotWellEncodedIsRefused(String segment) {
    assertThrows(ContractException.class, () -> StrictQuery.decodeSegment(segment));
  }
}
