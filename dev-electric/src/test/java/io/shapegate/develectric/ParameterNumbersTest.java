package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterNumbersTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "a = $1 AND b=$12; a = $4 AND b=$15",
        "a = '$1' AND \"$1\" = $1; a = '$1' AND \"$1\" = $4",
        "a = E'it\\'s $1' OR $1; a = E'it\\'s $1' OR $4",
        "a = 'it''s $1' OR $1; a = 'it''s $1' OR $4",
        "a /* $1 /* $2 */ $3 */ = $1; a /* $1 /* $2 */ $3 */ = $4",
        "a = $$ $1 $$ OR $x$ $1 $x$ = $1; a = $$ $1 $$ OR $x$ $1 $x$ = $4",
        "a$1 = $1::text; a$1 = $4::text",
        "a - $1 / $2; a - $4 / $5",
      })
  void onlyParametersMove(String clause, String shifted) throws Exception {
    assertEquals(shifted, ParameterNumbers.shift(clause, 3));
  }
}
