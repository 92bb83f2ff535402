package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimTextTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          "a"                     | a
          "it's; --"              | it's; --
          ""                      | ``
          "\\ud83d\\ude00"        | 😀
          7                       | 7
          -7                      | -7
          7.0                     | 7
          7.50                    | 7.5
          1e3                     | 1000
          1e-3                    | 0.001
          -0.0                    | 0
          12345678901234567890123 | 12345678901234567890123
          true                    | true
          false                   | false
          []                      | {}
          [1,2]                   | {1,2}
          [1.0,-2]                | {1,-2}
          ["a","b"]               | {a,b}
          ["a b","c\\"d","e\\\\f"]| {"a b","c\\"d","e\\\\f"}
          ["NULL","null","nulls"] | {"NULL","null",nulls}
          ["",","," ","{}"]       | {"",","," ","{}"}
          ["é","\\t"]             | {"é","\t"}
          [true,1,"x"]            | {true,1,x}
          """)
  void valuesHaveOneText(String json, String text) {
    assertEquals(
        Optional.of(text), ClaimText.of(new JsonObject("{\"a\":" + json + "}").getValue("a")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          null
          {}
          {"a":1}
          "\\u0000"
          "a\\u0000b"
          "\\ud83d"
          "\\ude00\\ud83d"
          [null]
          [1,null]
          [[1]]
          [{}]
          ["\\u0000"]
          ["\\ud83d"]
          1e999
          """)
  void someValuesHaveNone(String json) {
    assertEquals(
        Optional.empty(), ClaimText.of(new JsonObject("{\"a\":" + json + "}").getValue("a")));
  }

  static Stream<Arguments> numbersOfJava() {
    return Stream.of(
        Arguments.of(new BigDecimal("1E+999999999"), Optional.empty()),
        Arguments.of(new BigDecimal("1E-999999999"), Optional.empty()),
        Arguments.of(BigInteger.TEN.pow(401), Optional.empty()),
        Arguments.of(new BigDecimal("1.10"), Optional.of("1.1")),
        Arguments.of(1.5f, Optional.of("1.5")),
        Arguments.of((byte) 3, Optional.of("3")),
        Arguments.of(Double.NaN, Optional.empty()),
        Arguments.of(Float.POSITIVE_INFINITY, Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("numbersOfJava")
  void numbersThatNeverWereJsonAreHarmless(Number number, Optional<String> text) {
    assertEquals(text, ClaimText.of(number));
  }

  @Test
  void listsThatNeverWereJsonAreHarmless() {
    assertEquals(Optional.empty(), ClaimText.of(new JsonArray().add(new Object())));
    assertEquals(Optional.empty(), ClaimText.of(new Object()));
  }
}
