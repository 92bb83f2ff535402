package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Subject;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a lookup's query returns, and who gets it. */
@Tag("slow")
class LookupIT extends LookupCases {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # who      | column | query                                                        | gives
          alice      | i  | SELECT org FROM members WHERE who = :sub                         | {7,9}
          bob        | i  | SELECT org FROM members WHERE who = :sub                         | {3}
          nobody     | i  | SELECT org FROM members WHERE who = :sub                         | {}
          alice      | i  | SELECT org FROM members WHERE who = :sub ORDER BY org DESC LIMIT 1 | {9}
          alice      | s  | SELECT note FROM members WHERE who = :sub                        | {x,y,z}
          bob        | s  | SELECT note FROM members WHERE who = :sub                        | missing_value
          alice      | i  | SELECT g FROM generate_series(1, 1001) AS g                      | missing_value
          alice      | f  | VALUES (true), (false)                                           | {false,true}
          alice      | b  | VALUES (9007199254740993), (-1)                                  | {-1,9007199254740993}
          alice      | u  | VALUES ('00000000-0000-0000-0000-00000000000a'::uuid)            | {00000000-0000-0000-0000-00000000000a}
          alice      | ts | VALUES ('2026-01-02 03:04:05.678+00'::timestamptz)               | {"2026-01-02 03:04:05.678+00"}
          alice      | s  | VALUES ('a,b'), ('"'), ('{}'), ('\\'), (''), ('NULL'), ('ß→😀')   | {"","\\"","NULL","\\\\","a,b","{}","ß→😀"}
          alice      | s  | VALUES ('x'), ('X'), ('x')                                       | {X,x}
          alice      | s  | SELECT 'a' UNION ALL SELECT :sub                                 | {a,alice}
          anonymous  | i  | SELECT org FROM members WHERE who = :sub                         | missing_value
          anonymous  | i  | SELECT 1                                                         | {1}
          # parameters are of the type that the query wants
          alice      | i  | SELECT 1 WHERE 5 < :claims.number                                | {1}
          alice      | i  | SELECT 1 WHERE :claims.flag                                      | {1}
          alice      | i  | SELECT 1 WHERE now() > :claims.time                              | {1}
          alice      | i  | SELECT 1 WHERE :claims.uuid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid | {1}
          alice      | i  | SELECT x FROM unnest(:claims.list::int[]) AS x                   | {5,6}
          alice      | i  | SELECT 1 WHERE 5 = ANY(:claims.list)                             | {1}
          alice      | i  | SELECT 1 WHERE :claims.quoted = 'it''s "a" \\'                     | {1}
          alice      | i  | SELECT org FROM members WHERE padded = :sub                      | {7,9}
          alice      | i  | SELECT 1 WHERE :claims.bits = B'101'::bit(3)                     | {1}
          # a claim that is none of that type denies
          alice      | i  | SELECT 1 WHERE :claims.quoted = 5                                | missing_value
          alice      | i  | SELECT 1 WHERE 5 < ANY(:claims.number::int[])                    | missing_value
          alice      | i  | SELECT 1 WHERE :claims.number = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid | missing_value
          alice      | i  | SELECT 1 WHERE :claims.object::text = 'x'                        | missing_value
          alice      | i  | SELECT 1 WHERE :claims.absent::text = 'x'                        | missing_value
          """)
  void aListIsOneArrayInOneOrder(String who, String column, String query, String gives) {
    lookup("l", query, false, 0);
    rule("uses-l", "t", column + " = ANY(:l)");
    enableOnly("uses-l");

    assertEquals(gives, value(policy.decide(subject(who), "t")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          bob    | SELECT org FROM members WHERE who = :sub        | 3
          alice  | SELECT org FROM members WHERE who = :sub        | missing_value
          nobody | SELECT org FROM members WHERE who = :sub        | missing_value
          bob    | SELECT note FROM members WHERE who = :sub       | missing_value
          bob    | VALUES ('it''s, "{5}"')                         | it's, "{5}"
          bob    | VALUES ('')                                     | ``
          bob    | VALUES (ARRAY[1, 2])                            | missing_value
          """)
  void aSingleOneIsTheValueItself(String who, String query, String gives) {
    lookup("l", query, true, 0);
    rule("uses-l", "t", "s = :l");
    enableOnly("uses-l");

    assertEquals(gives, value(policy.decide(subject(who), "t")));
  }

  @Test
  void rolesMayComeFromALookupAsWellAsFromTheClaim() {
    policy.close();
    policy = started("ROLES_LOOKUP", "roles");
    lookup("roles", "SELECT note FROM members WHERE who = :sub AND org <> 7", false, 0);
    rule("for-x", "t", "i = 1");
    database.run(
        "UPDATE shapegate.rules SET audience = 'authenticated', roles = '{x}' WHERE name = 'for-x'");
    enableOnly("for-x");

    assertEquals("rule for-x", reason(policy.decide(subject("alice"), "t")));
    assertEquals(
        "rule for-x",
        reason(policy.decide(
            new Subject("nobody", false, new JsonObject("{\"roles\":[\"x\"]}")), "t")));
    assertEquals("no_rule", value(policy.decide(subject("nobody"), "t")));
    assertEquals("no_rule", value(policy.decide(Subject.ANONYMOUS, "t")));
    assertThrows(
        ReplyException.class, () -> policy.decide(subject("bob"), "t"), "a null among the roles");

    policy.change(database, "UPDATE shapegate.lookups SET query = 'SELECT note FROM nowhere'");
    assertThrows(ReplyException.class, () -> policy.decide(subject("alice"), "t"));
    policy.change(database, "DELETE FROM shapegate.lookups");
    assertThrows(ReplyException.class, () -> policy.decide(subject("alice"), "t"));
    assertEquals("no_rule", value(policy.decide(Subject.ANONYMOUS, "t")));
  }
}
