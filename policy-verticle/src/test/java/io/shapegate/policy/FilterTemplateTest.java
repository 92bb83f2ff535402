package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTemplateTest {
  private static final Subject ALICE = new Subject(
      "alice", false, new JsonObject("{\"org\":7,\"a\":{\"b c\":\"x\"},\"sub\":\"s\"}"));

  static Stream<Arguments> valid() {
    return Stream.of(
        valid("true", "true"),
        valid("owner = :sub", "owner = $1", "alice"),
        valid(":sub", "$1", "alice"),
        valid("org = :claims.org AND owner = :sub", "org = $1 AND owner = $2", "7", "alice"),
        valid("a=:sub OR b=:claims.org OR c=:sub", "a=$1 OR b=$2 OR c=$1", "alice", "7"),
        valid("a=:claims.sub OR b=:sub", "a=$1 OR b=$2", "s", "alice"),
        valid("a=:claims.a.\"b c\"", "a=$1", "x"),
        valid("x IN (:sub,:claims.org)", "x IN ($1,$2)", "alice", "7"),
        valid("x = :sub::uuid", "x = $1::uuid", "alice"),
        valid("x::text = :sub", "x::text = $1", "alice"),
        valid("x = ':sub'", "x = ':sub'"),
        valid("x = 'it''s :sub' AND y = :sub", "x = 'it''s :sub' AND y = $1", "alice"),
        valid("x = '\\' AND y = :sub", "x = '\\' AND y = $1", "alice"),
        valid("x = E'\\':sub' AND y = :sub", "x = E'\\':sub' AND y = $1", "alice"),
        valid("x = e'\\\\' AND y = :sub", "x = e'\\\\' AND y = $1", "alice"),
        valid("x = type'\\' AND y = :sub", "x = type'\\' AND y = $1", "alice"),
        valid("x = U&'\\0061' AND y = :sub", "x = U&'\\0061' AND y = $1", "alice"),
        valid("\"a:sub\" = :sub", "\"a:sub\" = $1", "alice"),
        valid("\"a\"\":sub\" = :sub", "\"a\"\":sub\" = $1", "alice"),
        valid("x = $$:sub ' $$ AND y = :sub", "x = $$:sub ' $$ AND y = $1", "alice"),
        valid(
            "x = $a$ $$ :sub $b$ $a$ AND y = :sub", "x = $a$ $$ :sub $b$ $a$ AND y = $1", "alice"),
        valid("x = '--' AND y = '/*' AND z = ';'", "x = '--' AND y = '/*' AND z = ';'"),
        valid("a$b$ = :sub AND c$b$ = 1", "a$b$ = $1 AND c$b$ = 1", "alice"),
        valid("tags[1:2] = ARRAY[:sub, :claims.org]", "tags[1:2] = ARRAY[$1, $2]", "alice", "7"),
        valid("tags[:2] = :sub AND t[1:] = u[:]", "tags[:2] = $1 AND t[1:] = u[:]", "alice"),
        valid("tags[1: n] = :sub", "tags[1: n] = $1", "alice"),
        valid("f(a := :sub)", "f(a := $1)", "alice"),
        valid("x - -1 = 1.5e3 AND y * 2 / 3 = .5", "x - -1 = 1.5e3 AND y * 2 / 3 = .5"),
        valid("x = 1. AND y = 0xFF AND z = 1_000", "x = 1. AND y = 0xFF AND z = 1_000"),
        valid("naïve = :sub AND 名 = '：'", "naïve = $1 AND 名 = '：'", "alice"),
        valid("j @> '{\"a\":1}' AND j->>'k' = :sub", "j @> '{\"a\":1}' AND j->>'k' = $1", "alice"),
        valid(
            "org IN (SELECT org FROM members\n WHERE who = :sub)",
            "org IN (SELECT org FROM members\n WHERE who = $1)",
            "alice"));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void bindsBecomeNumberedParameters(String template, String sql, List<String> values) {
    FilterTemplate filter = FilterTemplate.parse(template);

    assertEquals(sql, filter.sql(1));
    assertEquals(values, values(filter));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "x = $1",
        "x = $1 AND y = :sub",
        "x = $",
        "x = $1$ a $1$",
        "x = $a$ b",
        "x = 'a",
        "x = E'a\\'",
        "x = E'a\\",
        "x = \"a",
        "x = 1; DROP TABLE a",
        "x = 1;",
        "x = 1 -- a",
        "x = 1--a",
        "x = 5 @-- a",
        "x /* a */ = 1",
        "x = 1 +/* a",
        "(x = 1",
        "x = 1)",
        "1=1) OR (1=1",
        "(x = t[1)]",
        "x = t[1",
        "x] = 1",
        "x = :",
        "x = : sub",
        "x = :1",
        "x = :Sub",
        "x = :Org_ids",
        "x = :1a",
        "x = :sub$",
        "x = :subé",
        "x = :sub.id",
        "x = :sub.",
        "x = :claims",
        "x = :claims.",
        "x = :claims..a",
        "x = :claims.a.",
        "x = :claims.\"\"",
        "x = :claims.\"a",
        "x = :claims.a\"b\"",
        "x = :claim.a",
        "x = :\"sub\"",
        "x = t[1:sub]",
        "x = t[n:sub]",
        "x = t[a:b]",
        "x = 'a':sub",
        "x = (1):sub",
        "x = a:::sub",
        "x = :sub:sub",
        "x = E'a'\n'\\':sub'",
        "x = 1e$a$ :sub $a$",
        "x = 1$a$ :sub $a$",
        "x = 12abc",
        "x = a\0"
      })
  void doubtfulTemplatesAreRefused(String template) {
    assertThrows(InvalidRuleException.class, () -> FilterTemplate.parse(template));
  }

  @Test
  void longTemplatesNeitherGrowTheStackNorTakeLong() {
    for (String part : List.of("a", "''", "(", "1", "$", "\"\"", ":claims.a", "é ", "E''", "'")) {
      String template = part.repeat(20_000);
      try {
        FilterTemplate.parse(template);
      } catch (InvalidRuleException e) {
        // Either answer is fine, as long as there is one.
      }
    }
    String path = ":claims." + "a.".repeat(20_000) + "a";
    assertThrows(InvalidRuleException.class, () -> FilterTemplate.parse(path));
  }

  @Test
  void numbersGoOnWhereAnotherFilterEnded() {
    FilterTemplate filter =
        FilterTemplate.parse("a = :claims.org AND b = :sub AND c = :claims.org");

    assertEquals("a = $4 AND b = $5 AND c = $4", filter.sql(4));
  }

  @Test
  void otherNamesAreLookups() {
    FilterTemplate filter =
        FilterTemplate.parse("a = ANY(:org_ids) AND b = :subs AND c = :org_ids");

    assertEquals("a = ANY($1) AND b = $2 AND c = $1", filter.sql(1));
    assertEquals(
        List.of(new Bind.Looked("org_ids"), new Bind.Looked("subs")), List.copyOf(filter.binds()));
  }

  private static List<String> values(FilterTemplate filter) {
    return filter.binds().stream()
        .map(bind -> ((Bind.FromToken) bind).value(ALICE).orElseThrow())
        .toList();
  }

  private static Arguments valid(String template, String sql, String... values) {
    return Arguments.of(template, sql, List.of(values));
  }
}
