package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lookup's query returns, who gets it, for how long it counts, and that it can do nothing but read. */
@Tag("slow")
class LookupIT {
  private static final String TABLES = """
      CREATE TABLE t (i int, b bigint, u uuid, s text, f boolean, ts timestamptz, c char(10), bits bit varying);
      CREATE TABLE members (who text, org int, note text, padded char(10));
      CREATE TABLE written (x int);
      CREATE SEQUENCE counter;
      INSERT INTO members VALUES ('alice', 9, 'x', 'alice'), ('alice', 7, 'y', 'alice'), ('alice', 9, 'z', 'alice'),
        ('bob', 3, NULL, 'bob'), ('a', 666, 'of somebody else', 'a');
      CREATE FUNCTION writes(who text) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO written VALUES (1); RETURN 1; END $$;
      CREATE FUNCTION writes_unless_null(who text) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN IF who IS NOT NULL THEN INSERT INTO written VALUES (1); END IF; RETURN 1; END $$;
      CREATE FUNCTION raises(who text) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no such member'; END $$;
      CREATE ROLE {role} LOGIN PASSWORD 'secret-of-the-role';
      GRANT SELECT ON t, members TO {role};
      GRANT INSERT ON written TO {role};
      GRANT USAGE ON counter TO {role};""";

  private TestDatabase database;
  private LogLines log;
  private PolicyProcess policy;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    log = new LogLines();
    database.run(TABLES.replace("{role}", role()));
    policy = started();
    rule("good", "t", "true");
  }

  @AfterEach
  void stop() {
    policy.close();
    log.close();
    database.run("DROP OWNED BY " + role() + "; DROP ROLE " + role());
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT org FROM nowhere",
        "SELECT org, who FROM members",
        "SELECT x FROM written",
        "SELECT 1; DELETE FROM written",
        "DELETE FROM written RETURNING x",
        "WITH w AS (INSERT INTO written VALUES (1) RETURNING x) SELECT x FROM w",
        "SELECT 1) AS lookup); DELETE FROM written; SELECT ((1",
        "SELECT org FROM members WHERE who = :other",
        "SELECT org FROM members WHERE who = :l",
        "SELECT org FROM members FOR UPDATE",
        "SELECT 1 -- 2",
        "not SQL at all"
      })
  void whatPostgresRefusesIsOffAndTheRuleThatNeedsItToo(String query) throws Exception {
    lookup("l", query, false, 0);
    rule("uses-l", "t", "i = ANY(:l)");

    assertEquals("rule good", reason(policy.decide(subject("alice"), "t")));
    assertEquals(2, off().size(), off()::toString);
    enableOnly("uses-l");
    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT writes(:sub)",
        "SELECT writes_unless_null(:sub)",
        "SELECT raises(:sub)",
        "SELECT nextval('counter')",
        "SELECT pg_notify('x', :sub)::text",
        "SELECT pg_sleep(10)::text",
        "SELECT pg_sleep(10)::text WHERE :sub::text <> ''",
        "SELECT set_config('default_transaction_read_only', 'off', false) || writes(:sub)",
        "SELECT set_config('transaction_read_only', 'off', true) || writes(:sub)"
      })
  void whatWritesOrTakesLongWritesNothingAndHarmsNoOtherRule(String query) {
    lookup("bad", query, false, 0);
    rule("uses-bad", "t", "i::text = ANY(:bad)");
    enableOnly("uses-bad");

    for (int i = 0; i < 3; i++) {
      try {
        Decision decision = policy.decide(subject("alice"), "t");
        boolean harmless = query.contains("pg_notify");
        assertTrue(harmless || decision instanceof Decision.Deny, decision::toString);
      } catch (ReplyException e) {
        assertNotEquals(ReplyFailure.NO_HANDLERS, e.failureType());
      }
    }
    assertEquals(List.of(), database.read("SELECT x FROM written"));
    assertEquals(List.of("f"), database.read("SELECT is_called FROM counter"));
    enableOnly("good");
    assertEquals("rule good", reason(policy.decide(subject("alice"), "t")));
  }

  @Test
  void noSettingThatALookupChangesOutlivesIt() {
    lookup(
        "unlocks",
        "SELECT concat(set_config('default_transaction_read_only', 'off', false), set_config('statement_timeout', '0', false))",
        false,
        0);
    lookup("bad", "SELECT writes(:sub)", false, 0);
    rule("uses-unlocks", "t", "s = ANY(:unlocks)");
    for (int i = 0; i < 20; i++) {
      enableOnly("uses-unlocks");
      asked(subject("alice"));
    }
    rule("uses-bad", "t", "i = ANY(:bad)");
    enableOnly("uses-bad");
    for (int i = 0; i < 20; i++) {
      asked(subject("alice"));
    }
    assertEquals(List.of(), database.read("SELECT x FROM written"));
  }

  @Test
  void aSlowOneFailsInTimeAndNothingPilesUp() {
    lookup("slow", "SELECT pg_sleep(10)::text WHERE :sub::text <> ''", false, 0);
    rule("uses-slow", "t", "s = ANY(:slow)");
    rule("items", "t", "true");
    database.run("UPDATE shapegate.rules SET shape_name = 'slow-shape' WHERE name = 'uses-slow'");
    enableOnly("uses-slow', 'items");

    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      List<Future<Decision>> asked = Stream.generate(
              () -> policy.ask(subject("alice"), "slow-shape"))
          .limit(50)
          .toList();
      assertEquals("rule items", reason(policy.decide(subject("alice"), "t")));
      asked.forEach(
          answer -> assertThrows(ReplyException.class, () -> PolicyProcess.await(answer)));
      assertTrue(since(start).toMillis() < 2_000, since(start)::toString);
    }
    PolicyProcess.awaitTrue(() -> database
        .read("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
        .equals(List.of("0")));
  }

  @Test
  void aLockedTableHarmsOnlyTheRulesThatNeedIt() throws Exception {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    database.run("UPDATE shapegate.rules SET shape_name = 'needs-members' WHERE name = 'uses-l'");
    enableOnly("uses-l', 'good");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE members IN ACCESS EXCLUSIVE MODE");
      policy.change(database, "UPDATE shapegate.rules SET ttl_seconds = 77 WHERE name = 'good'");

      for (int i = 0; i < 5; i++) {
        Decision.Allow allow =
            assertInstanceOf(Decision.Allow.class, policy.decide(subject("alice"), "t"));
        assertEquals(Duration.ofSeconds(77), allow.ttl());
        Decision needy = asked(subject("alice"), "needs-members");
        assertTrue(needy == null || needy instanceof Decision.Deny, () -> needy.toString());
      }
      connection.rollback();
    }
    PolicyProcess.awaitTrue(
        () -> asked(subject("alice"), "needs-members") instanceof Decision.Allow);
  }

  @Test
  void aResultIsUsedAgainUntilItsTimeIsOver() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 2);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    long asked = System.nanoTime();
    assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));

    database.run("INSERT INTO members VALUES ('alice', 11)");

    if (since(asked).toMillis() < 1_500) {
      assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));
    }
    assertEquals("{3}", value(policy.decide(subject("bob"), "t")));
    PolicyProcess.awaitTrue(() -> value(policy.decide(subject("alice"), "t")).equals("{11,7,9}"));
    assertTrue(since(asked).toMillis() >= 2_000, since(asked)::toString);
    assertTrue(since(asked).toMillis() < 6_000, since(asked)::toString);
  }

  @Test
  void withoutACacheEveryDecisionAsks() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    for (int org = 20; org < 25; org++) {
      database.run("UPDATE members SET org = " + org + " WHERE who = 'bob'");
      assertEquals("{" + org + "}", value(policy.decide(subject("bob"), "t")));
    }
  }

  @Test
  void aFailureIsNotKept() {
    lookup(
        "l",
        "SELECT 7 / (SELECT org FROM members WHERE who = 'a') FROM members m WHERE who = :sub AND pg_sleep(CASE WHEN note = 'slow' THEN 10 ELSE 0 END) IS NOT NULL",
        false,
        300);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    database.run("UPDATE members SET note = 'slow' WHERE who = 'bob'");
    assertThrows(ReplyException.class, () -> policy.decide(subject("bob"), "t"));

    database.run("UPDATE members SET note = 'quick' WHERE who = 'bob'");

    assertEquals("{0}", value(policy.decide(subject("bob"), "t")));
  }

  @Test
  void aChangedQueryCountsAtOnce() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 300);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));

    policy.change(database, "UPDATE shapegate.lookups SET query = 'SELECT 1'");
    assertEquals("{1}", value(policy.decide(subject("alice"), "t")));

    policy.change(database, "DELETE FROM shapegate.lookups");
    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
  }

  @Test
  void nobodyGetsTheValueOfAnother() {
    lookup("l", "SELECT concat(:sub::text, '/', :claims.tenant::text)", false, 300);
    rule("uses-l", "t", "s = ANY(:l)");
    enableOnly("uses-l");
    List<Subject> people = Stream.of("a", "b", "a/b", "{a}")
        .flatMap(who -> Stream.of("a", "b", "b/a", "/")
            .map(tenant -> new Subject(who, false, new JsonObject().put("tenant", tenant))))
        .toList();

    for (int round = 0; round < 3; round++) {
      List<Future<Decision>> answers =
          people.stream().map(person -> policy.ask(person, "t")).toList();
      for (int i = 0; i < people.size(); i++) {
        Subject person = people.get(i);
        String expected = ArrayLiteral.of(new io.vertx.core.json.JsonArray()
                .add(person.id() + "/" + person.claims().getString("tenant")))
            .orElseThrow();
        assertEquals(expected, value(PolicyProcess.await(answers.get(i))));
      }
    }
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

  @Test
  void aRoleWithoutRightsTurnsTheLookupOffAndSaysWhy() throws Exception {
    policy.close();
    log.close();
    log = new LogLines();
    database.run("CREATE TABLE secrets (x int)");
    policy = started();
    lookup("l", "SELECT x FROM secrets WHERE x::text = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");

    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
    assertTrue(off().contains("permission denied for table secrets"), off()::toString);
    assertEquals(
        1,
        log.containing("lookup l is off: permission denied for table secrets").size());
  }

  private PolicyProcess started(String... more) {
    String[] settings = Stream.concat(
            Stream.of(
                "DATABASE_URL",
                database.url(role() + ":secret-of-the-role"),
                "MIGRATION_DATABASE_URL",
                database.url("postgres")),
            Stream.of(more))
        .toArray(String[]::new);
    return PolicyProcess.started(database.config(settings));
  }

  private String role() {
    return "reader_of_" + database.name();
  }

  private List<String> off() throws Exception {
    return policy
        .health()
        .getJsonObject("checks")
        .getJsonObject("rules")
        .getJsonArray("off")
        .stream()
        .map(off -> ((JsonObject) off).getString("why"))
        .toList();
  }

  private Decision asked(Subject subject) {
    return asked(subject, "t");
  }

  /** Null where the policy fails. */
  private Decision asked(Subject subject, String table) {
    return PolicyProcess.await(policy.ask(subject, table).otherwiseEmpty());
  }

  private void lookup(String name, String query, boolean single, int cacheSeconds) {
    database.run("INSERT INTO shapegate.lookups VALUES ('" + name + "', '"
        + query.replace("'", "''") + "', " + single + ", " + cacheSeconds + ")");
  }

  private void rule(String name, String table, String filter) {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES ('" + name
            + "', '" + table + "', 'anyone', '" + filter + "')");
  }

  private void enableOnly(String names) {
    policy.change(database, "UPDATE shapegate.rules SET enabled = name IN ('" + names + "')");
  }

  private static Subject subject(String id) {
    return id.equals("anonymous")
        ? Subject.ANONYMOUS
        : new Subject(
            id,
            false,
            new JsonObject()
                .put("number", 6)
                .put("flag", true)
                .put("time", "2026-01-01T00:00:00Z")
                .put("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
                .put("list", new io.vertx.core.json.JsonArray().add(5).add(6))
                .put("quoted", "it's \"a\" \\")
                .put("bits", "101")
                .put("object", new JsonObject()));
  }

  /** The one parameter that was granted, or the code of the denial. */
  private static String value(Decision decision) {
    if (decision instanceof Decision.Deny deny) {
      return deny.code();
    }
    List<String> values = ((Decision.Allow) decision).shape().params().values();
    assertEquals(1, values.size());
    return values.get(0);
  }

  private static String reason(Decision decision) {
    return assertInstanceOf(Decision.Allow.class, decision).reason();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
