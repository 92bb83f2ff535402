package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Identifier;
import io.shapegate.contract.Params;
import io.shapegate.policy.ClientFilter.Rendered;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFilterTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # filter                                  | params | is written anew as                                  | with values
          done                                      |        | "done"                                              |
          value IS NOT NULL                         |        | "value" IS NOT NULL                                 |
          VALUE is null                             |        | "value" IS NULL                                     |
          "Value" IS NULL                           |        | "Value" IS NULL                                     |
          "a""b" = 1                                |        | "a""b" = 1                                          |
          "a''b" = 1                                |        | "a''b" = 1                                          |
          "né" = 1                                  |        | "né" = 1                                            |
          "user" = 1 OR "order" = 2                 |        | ("user" = 1) OR ("order" = 2)                       |
          a=1                                       |        | "a" = 1                                             |
          a!=1                                      |        | "a" <> 1                                            |
          a<>1 AND b<2 AND c<=3                     |        | ("a" <> 1) AND ("b" < 2) AND ("c" <= 3)             |
          a>1 OR b>=2                               |        | ("a" > 1) OR ("b" >= 2)                             |
          5 < a                                     |        | 5 < "a"                                             |
          a = b                                     |        | "a" = "b"                                           |
          a = TRUE AND false <> b                   |        | ("a" = TRUE) AND (FALSE <> "b")                     |
          a = 'it''s'                               |        | "a" = $5                                            | it's
          a = ''                                    |        | "a" = $5                                            | ``
          a = '--' OR a = '/*"$1;é'                 |        | ("a" = $5) OR ("a" = $6)                            | --,/*"$1;é
          'x' = a AND b = 'x'                       |        | ($5 = "a") AND ("b" = $6)                           | x,x
          a = $1                                    | x      | "a" = $5                                            | x
          a = $2 AND b = 'y' AND c = $1             | p,q    | ("a" = $5) AND ("b" = $6) AND ("c" = $7)            | q,y,p
          a = $1 OR b = $1                          | x      | ("a" = $5) OR ("b" = $5)                            | x
          a = -1 AND b = +2.50 AND c = -0           |        | ("a" = -1) AND ("b" = 2.50) AND ("c" = 0)           |
          a = 007 AND b = 2147483647                |        | ("a" = 7) AND ("b" = 2147483647)                    |
          a = 1e3 AND b = 1.5E-2 AND c = 12e-1      |        | ("a" = 1000.0) AND ("b" = 0.015) AND ("c" = 1.2)    |
          a IN (1, -2,3.5)                          |        | "a" IN (1, -2, 3.5)                                 |
          a NOT IN ('x', $1, TRUE)                  | y      | "a" NOT IN ($5, $6, TRUE)                           | x,y
          a BETWEEN 1 AND 2 AND b                   |        | ("a" BETWEEN 1 AND 2) AND "b"                       |
          a NOT BETWEEN $1 AND b OR c               | 1      | ("a" NOT BETWEEN $5 AND "b") OR "c"                 | 1
          a LIKE 'x%' AND b NOT LIKE $1             | _      | ("a" LIKE $5) AND ("b" NOT LIKE $6)                 | x%,_
          a ilike 'x%' AND b NOT ILIKE 'y'          |        | ("a" ILIKE $5) AND ("b" NOT ILIKE $6)               | x%,y
          a IS TRUE AND b IS NOT FALSE              |        | ("a" IS TRUE) AND ("b" IS NOT FALSE)                |
          (a = 1) IS NOT TRUE                       |        | ("a" = 1) IS NOT TRUE                               |
          (a OR b) IS NULL                          |        | ("a" OR "b") IS NULL                                |
          TRUE AND (FALSE OR a)                     |        | TRUE AND (FALSE OR "a")                             |
          a OR b AND NOT c                          |        | "a" OR ("b" AND (NOT "c"))                          |
          (a OR b) AND c                            |        | ("a" OR "b") AND "c"                                |
          NOT a = 1                                 |        | NOT ("a" = 1)                                       |
          NOT a IS NULL                             |        | NOT ("a" IS NULL)                                   |
          NOT a IN (1) AND b                        |        | (NOT ("a" IN (1))) AND "b"                          |
          NOT NOT a                                 |        | NOT (NOT "a")                                       |
          NOT (a AND b) IS TRUE                     |        | NOT (("a" AND "b") IS TRUE)                         |
          ((a = 1))                                 |        | "a" = 1                                             |
          (a=1)AND(b=2)                             |        | ("a" = 1) AND ("b" = 2)                             |
          """)
  void isWrittenAnew(String filter, String params, String sql, String values) {
    Rendered rendered = ClientFilter.parse(filter, params(params)).render(5);

    assertEquals(sql, rendered.sql());
    assertEquals(params(values).values(), rendered.values());
  }

  @Test
  void mayGoOverLinesAndHaveTabs() {
    Rendered rendered =
        ClientFilter.parse("\n a = 1\r\n\tAND b = 'x\ny' \n", Params.NONE).render(1);

    assertEquals(new Rendered("(\"a\" = 1) AND (\"b\" = $1)", List.of("x\ny")), rendered);
  }

  @Test
  void textsAreAnyUnicode() {
    Rendered rendered =
        ClientFilter.parse("a = '\uD83D\uDE00\u212A\u0130'", Params.NONE).render(1);

    assertEquals(List.of("\uD83D\uDE00\u212A\u0130"), rendered.values());
  }

  @Test
  void columnsAreNamedAsPostgresFoldsThem() {
    ClientFilter filter =
        ClientFilter.parse("A = 1 AND a = b AND \"A\" LIKE 'c' AND NOT (D)", Params.NONE);

    assertEquals(
        Set.of(new Identifier("a"), new Identifier("b"), new Identifier("A"), new Identifier("d")),
        filter.columns());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # filter                    | at | and the message says
          ``                          | 1  | a column
          a =                         | 4  | a column, a text in single quotes, a number, TRUE, FALSE or a parameter
          = a                         | 1  | a column
          1                           | 2  | a comparison with a column is expected
          1 = 2                       | 3  | one side of a comparison must be a column
          'a' < $1                    | 5  | one side of a comparison must be a column
          a = b = c                   | 7  | AND, OR or the end is expected
          a IS NULL = TRUE            | 11 | AND, OR or the end is expected
          a = 1 IS TRUE               | 7  | AND, OR or the end is expected
          a = b LIKE 'x'              | 7  | AND, OR or the end is expected
          (a) = 1                     | 5  | AND, OR or the end is expected
          a = (1)                     | 5  | a column, a text
          a AND                       | 6  | a column
          a b                         | 3  | AND, OR or the end is expected
          (a                          | 3  | a closing parenthesis
          a)                          | 2  | AND, OR or the end is expected
          a = NULL                    | 5  | write IS NULL
          a IS DISTINCT FROM 1        | 6  | NULL, TRUE or FALSE is expected after IS
          a NOT = 1                   | 7  | IN, BETWEEN, LIKE or ILIKE is expected after NOT
          a IN 1                      | 6  | a list of values in parentheses
          a IN ()                     | 7  | a column, a text
          a IN (b)                    | 7  | takes values, not columns or sub-queries
          a IN (SELECT b FROM c)      | 7  | takes values, not columns or sub-queries
          a IN (1,)                   | 9  | a column, a text
          a = ANY($1)                 | 5  | ANY, ALL, SOME are not allowed
          a BETWEEN 1                 | 12 | two values with AND
          a BETWEEN SYMMETRIC 1 AND 2 | 11 | the keyword SYMMETRIC
          a LIKE b                    | 8  | a text in single quotes or a parameter
          a LIKE 'x' ESCAPE 'y'       | 12 | AND, OR or the end is expected
          lower(a) = 'x'              | 6  | functions are not allowed
          EXISTS (SELECT 1)           | 1  | sub-queries are not allowed
          current_user = a            | 1  | the keyword CURRENT_USER cannot stand here
          user = 'x'                  | 1  | in double quotes
          ctid = '(0,1)'              | 1  | system columns
          "xmin" IS NULL              | 1  | system columns
          t.a = 1                     | 2  | columns stand without their table
          a = 1; DROP TABLE b         | 6  | a semicolon
          a = 1 -- b                  | 7  | comments
          a = 1/*                     | 6  | comments
          a::text = 'x'               | 2  | casts
          a[1] = 2                    | 2  | arrays
          a % b = 1                   | 3  | the only operators are
          a=-1                        | 2  | the only operators are
          a - 1 = 2                   | 3  | the only operators are
          a == 1                      | 3  | the only operators are
          a = 1OR b                   | 6  | a space is missing
          a = 0x1F                    | 6  | a space is missing
          a = .5                      | 5  | digits on both sides
          a = 5.                      | 6  | digits on both sides
          a = 1_000                   | 6  | a space is missing
          a = 1e                      | 6  | a space is missing
          a = 2147483648              | 5  | must be sent as a parameter
          a = 1e31                    | 5  | a number is too long
          a = E'x'                    | 6  | a space is missing, or a prefix
          a = U&'x'                   | 6  | the only operators are
          a = 'x' 'y'                 | 9  | AND, OR or the end is expected
          a = 'x                      | 5  | a quote is not closed
          a = 'x\\y'                  | 5  | a text with a backslash must be sent as a parameter
          "a = 1                      | 1  | a quote is not closed
          "" = 1                      | 1  | a name is empty
          a = $$x$$                   | 5  | dollar quotes
          a = $0                      | 5  | a parameter such as $1
          a = $01                     | 5  | a parameter such as $1
          a = $1b                     | 7  | a space is missing
          a = $2                      | 5  | no value for this parameter; 1 were sent
          a = $99999999999            | 5  | no value for this parameter
          a$b = 1                     | 2  | a $ in a name
          é = 1                       | 1  | only ASCII letters
          (a, b) = (1, 2)             | 3  | a closing parenthesis
          """)
  void refusalsSayWhereAndWhy(String filter, int at, String why) {
    String message = assertThrows(
            FilterException.class, () -> ClientFilter.parse(filter, new Params(List.of("v"))))
        .getMessage();

    assertTrue(message.startsWith("the filter, at character " + at + ": "), message);
    assertTrue(message.contains(why), message);
  }

  @Test
  void eachParameterMustBeUsed() {
    FilterException refusal = assertThrows(
        FilterException.class,
        () -> ClientFilter.parse("a = $1 AND b = $3", new Params(List.of("x", "y", "z"))));

    assertEquals(
        "the filter does not use the parameter $2; leave out what it does not use",
        refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\fIS NULL",
        "a\u000bIS NULL",
        "a\u00a0IS NULL",
        "a\u2028IS NULL",
        "a\0",
        "a = 'x\0'",
        "\"a\0\"",
        "a = '\ud800'",
        "a = '\udc00\ud800'",
        "\"\ud800\" = 1",
        "\"a\nb\" = 1",
        "\u212a = 1",
        "\u0130 = 1",
        "a = \uff11",
        "a \uff1d 1"
      })
  void oddCharactersAreRefusedAndNotRepeated(String filter) {
    String message = refusal(filter);

    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7f), message);
  }

  @Test
  void sizeIsLimited() {
    assertAcceptedUpTo(4_000, n -> "a = '" + "x".repeat(n - 6) + "'");
    assertAcceptedUpTo(20, n -> "(".repeat(n) + "a" + ")".repeat(n));
    assertAcceptedUpTo(20, n -> "NOT ".repeat(n) + "a");
    assertAcceptedUpTo(100, n -> "a IN (" + repeated(n, "1", ", ") + ")");
    assertAcceptedUpTo(100, n -> repeated(n, "a = 1", " OR "));
    assertAcceptedUpTo(63, n -> "x".repeat(n) + " = 1");
    assertAcceptedUpTo(63, n -> '"' + "x".repeat(n) + '"');
  }

  @Test
  void thereAreAtMostAHundredParameters() {
    Params params = new Params(IntStream.range(0, 101).mapToObj(String::valueOf).toList());

    assertThrows(FilterException.class, () -> ClientFilter.parse("a = $1", params));
  }

  private static void assertAcceptedUpTo(int n, IntFunction<String> filter) {
    ClientFilter.parse(filter.apply(n), Params.NONE).render(1);
    refusal(filter.apply(n + 1));
  }

  private static String refusal(String filter) {
    String message = assertThrows(
            FilterException.class, () -> ClientFilter.parse(filter, Params.NONE))
        .getMessage();
    assertTrue(message.length() <= 300, message);
    return message;
  }

  private static String repeated(int times, String text, String separator) {
    return IntStream.range(0, times).mapToObj(i -> text).collect(Collectors.joining(separator));
  }

  private static Params params(@Nullable String values) {
    return values == null ? Params.NONE : new Params(List.of(values.split(",", -1)));
  }
}
