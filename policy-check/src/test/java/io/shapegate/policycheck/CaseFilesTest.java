package io.shapegate.policycheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseFilesTest {
  private static final String USERS =
      "users: { alice: { claims: { org: 7 } }, nobody: anonymous }\n";

  @Test
  void everyUserAsksEverything() {
    List<Case> cases = read(USERS
            + "cases:\n- { name: Closed, users: [alice, nobody], ask: [a, b-c], deny: any }")
        .cases();

    assertEquals(
        List.of(
            "Closed (alice asks for a)",
            "Closed (alice asks for b-c)",
            "Closed (nobody asks for a)",
            "Closed (nobody asks for b-c)"),
        cases.stream().map(Case::name).toList());
    assertEquals(
        List.of("cases.yaml:3"), cases.stream().map(Case::place).distinct().toList());
  }

  @Test
  void questionsUnderOneNameCanBeToldApart() {
    List<Case> cases = read(USERS + """
        cases:
        - user: alice
          ask: [{ shape: a, where: b = 1 }, { shape: a, columns: [b, c], queryable_columns: b, replica: full }]
          deny: any
        """).cases();

    assertEquals(
        List.of(
            "alice asks for a where b = 1",
            "alice asks for a, columns b,c, to query b, replica full"),
        cases.stream().map(Case::name).toList());
  }

  @Test
  void usersOfOneFileAskInAnother() {
    CaseFiles files = CaseFiles.read(List.of(
        new InputFile("cases.yaml", "cases: [{ user: alice, ask: a, deny: any }]"),
        new InputFile("users.yaml", USERS)));

    assertEquals(
        new Subject("alice", false, new JsonObject().put("sub", "alice").put("org", 7)),
        files.cases().get(0).subject());
  }

  @Test
  void plainWordsAreTexts() {
    CaseFiles files = read("""
        users: { no: { sub: off, claims: { a: yes, b: 010, c: 1:30, d: 2026-01-01, e: true, f: null, g: 1.50, h: 0x1F } } }
        cases: [{ user: no, ask: on, deny: any }]
        """);

    assertEquals(
        new JsonObject(
            "{\"sub\":\"off\",\"a\":\"yes\",\"b\":10,\"c\":\"1:30\",\"d\":\"2026-01-01\",\"e\":true,\"f\":null,\"g\":1.5,\"h\":\"0x1F\"}"),
        files.cases().get(0).subject().claims());
  }

  @Test
  void whatIsExpectedIsWrittenAsTheFactsOfADecision() {
    Expectation expectation = read(USERS + """
        cases:
        - user: alice
          ask: a
          allow:
            table: PUBLIC.Items
            where: |
              a = $1
                AND b
            params: [7, x]
            columns: [b, A]
            queryable_columns: null
            replica: null
            subsets: false
            ttl: 60
            rules: [two, one]
        """).cases().get(0).expectation();

    assertEquals(
        Map.of(
            "decision", "allow",
            "table", "items",
            "where", "a = $1 AND b",
            "params", "[\"7\",\"x\"]",
            "columns", "a,b",
            "queryable_columns", "all",
            "replica", "the client's choice",
            "subsets", "false",
            "ttl", "60",
            "rules", "one, two"),
        expectation.facts());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ user: alice, ask: a }                            | 2:10: a case has either allow or deny",
        "{ user: alice, ask: a, deny: any, allow: any }     | 2:10: a case has either allow or deny",
        "{ user: alice, ask: a, deny: any, deny: any }      | 2:44: deny is there twice",
        "{ user: alice, ask: a, expect: allow }             | 2:33: a case has no expect; there are allow, ask, deny, name, user, users",
        "{ user: alice, ask: a, allow: { row: 1 } }         | 2:42: allow has no row; there are columns, params, queryable_columns, replica, rows, rules, subsets, table, ttl, where",
        "{ user: alice, ask: a, deny: { rows: 1 } }         | 2:41: deny has no rows; there are code, rules",
        "{ user: alice, ask: a, allow: all }                | 2:40: allow is any, or an object that says more",
        "{ user: alice, ask: a, allow: }                    | 2:39: a text is expected here",
        "{ user: alice, ask: a, deny: No rule }             | 2:39: a code is a word such as no_rule; any stands for every code",
        "{ user: alice, ask: a, allow: { rows: -1 } }       | 2:48: rows must be a whole number",
        "{ user: alice, ask: a, allow: { rows: some } }     | 2:48: rows is a number, a list of primary keys, or {column: [values]}",
        "{ user: alice, ask: a, allow: { rows: { a: [], b: [] } } } | 2:48: rows names exactly one column",
        "{ user: alice, ask: a, allow: { subsets: yes } }   | 2:51: true or false is expected here",
        "{ user: alice, ask: a, allow: { ttl: 1m } }        | 2:47: ttl must be a whole number",
        "{ user: alice, ask: { table: a }, deny: any }      | 2:32: ask has no table; there are columns, params, queryable_columns, replica, shape, where",
        "{ user: alice, ask: { where: a }, deny: any }      | 2:30: shape is missing",
        "{ user: alice, ask: { shape: a, params: [1] }, deny: any } | 2:30: params are given without a where that uses them",
        "{ user: alice, ask: a b, deny: any }               | 2:30: a name is neither a plain identifier nor one in double quotes",
        "{ user: alice, ask: [], deny: any }                | 2:30: ask is an empty list",
        "{ user: bob, ask: a, deny: any }                   | 2:18: there is no user bob under users",
        "{ users: [], ask: a, deny: any }                   | 2:19: users is an empty list",
        "{ user: alice, users: [alice], ask: a, deny: any } | 2:10: a case has either user or users",
        "{ ask: a, deny: any }                              | 2:10: a case has either user or users",
        "{ user: alice, ask: !!java.net.URL [a], deny: any } | 2:30: Global tag is not allowed: tag:yaml.org,2002:java.net.URL",
        "{ user: alice, ask: !shape a, deny: any }          | 2:30: the tag !shape is not allowed",
        "a                                                  | 2:10: a case must be an object with keys and values"
      })
  void aCaseThatCannotBeReadIsNamedWithItsPlace(String entry, String problem) {
    assertEquals("cases.yaml:" + problem, problem(USERS + "cases: [ " + entry + " ]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "case: []                                  | 1:1: the file has no case; there are cases, off, policy, users",
        "cases: {                                  | 1:9: expected the node content, but found '<stream end>'",
        "users: { a: someone }                     | 1:13: a user is anonymous, or an object with sub and claims",
        "users: { a: { claim: {} } }               | 1:15: a user has no claim; there are claims, sub",
        "users: { a: { claims: { b: 1, b: 2 } } }  | 1:31: b is there twice",
        "users: { a: { claims: { b: !!set {} } } } | 1:28: the tag tag:yaml.org,2002:set is not allowed",
        "policy: { roles_claim: a..b }             | 1:24: roles_claim must be a path such as realm_access.roles",
        "users: { a: anonymous }                   | ' there are no cases'",
        "''                                        | 1:1: the file is empty"
      })
  void aFileThatCannotBeReadIsNamedWithItsPlace(String text, String problem) {
    assertEquals("cases.yaml:" + problem, problem(text));
  }

  @Test
  void nothingGrowsOutOfItself() {
    String itself = problem("users: &a { b: *a }\ncases: []");
    String laughs = problem("users: { a: &a { claims: {} }, b: *a }\ncases: []");
    String deep = problem("cases: " + String.join("", Collections.nCopies(100, "[")));

    assertEquals(
        "cases.yaml:1:1: Number of aliases for non-scalar nodes exceeds the specified max=0",
        itself);
    assertEquals(itself, laughs);
    assertEquals("cases.yaml:1:1: Nesting Depth exceeded max 20", deep);
  }

  @Test
  void aTextThatNoCaseHasIsNoSuccess() {
    CaseFiles files = read(USERS + "cases: [{ name: One, user: alice, ask: a, deny: any }]");

    assertEquals(1, files.only("ne").cases().size());
    assertThrows(UnusableInputException.class, () -> files.only("two"));
  }

  private static CaseFiles read(String text) {
    return CaseFiles.read(List.of(new InputFile("cases.yaml", text)));
  }

  private static String problem(String text) {
    return assertThrows(UnusableInputException.class, () -> read(text)).getMessage();
  }
}
