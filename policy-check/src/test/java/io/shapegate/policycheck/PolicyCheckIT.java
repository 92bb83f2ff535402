package io.shapegate.policycheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckIT {
  private static final Path CASES = Path.of("src/test/resources/io/shapegate/policycheck");
  private static final Path SAMPLE =
      Path.of("..", "local-stack", "src", "main", "resources", "io", "shapegate", "localstack");
  private static final int MIN_CASES = 60;
  private static final int MAX_LINES = 150;

  private static final String TABLES = """
      CREATE TABLE notes (id integer PRIMARY KEY, owner text, title text);
      INSERT INTO notes VALUES (1, 'alice', NULL), (2, 'bob', 'Build');
      """;
  private static final String RULES = """
      INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns) VALUES
        ('own-notes', 'notes', 'authenticated', 'owner = :sub', '{id,title}');
      """;

  @TempDir
  private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @Test
  void theBuiltInPolicyDoesWhatItsCasesSay() {
    int code = check(
        CASES.resolve("tables.sql").toString(),
        CASES.resolve("rules.sql").toString(),
        CASES.resolve("cases.yaml").toString());

    assertEquals(PolicyCheck.AS_EXPECTED, code, this::printed);
    assertTrue(printed().lines().filter(line -> line.startsWith("ok ")).count() >= MIN_CASES);
  }

  @Test
  void whatTheDocumentationShowsWorks() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "policies.md"));

    int code = check(
        SAMPLE.resolve("tables.sql").toString(),
        file("recipes.sql", block(documentation, "sql")),
        file("cases.yaml", block(documentation, "yaml")));

    assertEquals(PolicyCheck.AS_EXPECTED, code, () -> printed() + progress);
    assertTrue(documentation.lines().count() <= MAX_LINES);
  }

  @Test
  void everythingThatDiffersIsTold() throws IOException {
    String cases = file("cases.yaml", """
        users: { alice: {}, nobody: anonymous }
        cases:
        - { name: Good, user: alice, ask: notes, allow: { rows: { title: [null] } } }
        - { name: Filter, user: alice, ask: notes, allow: { where: owner = $2, params: [bob] } }
        - { name: Columns, user: alice, ask: notes, allow: { columns: id, ttl: 60, rules: other } }
        - { name: Count, user: alice, ask: notes, allow: { rows: 2 } }
        - { name: Key, user: alice, ask: notes, allow: { rows: [1, 2] } }
        - { name: Value, user: alice, ask: notes, allow: { rows: { title: [Build] } } }
        - { name: Hidden, user: alice, ask: notes, allow: { rows: { owner: [alice] } } }
        - { name: Allowed, user: alice, ask: notes, deny: any }
        - { name: Denied, user: nobody, ask: notes, allow: { rows: 0 } }
        - { name: Code, user: nobody, ask: notes, deny: denied }
        """);

    int code = check(file("tables.sql", TABLES), file("rules.sql", RULES), cases);

    assertEquals(PolicyCheck.DIFFERENT, code, this::printed);
    assertEquals(
        List.of(
            "ok    Good",
            "FAIL  Filter  [" + cases + ":4]",
            "where should be  owner = $2",
            "but is     owner = $1",
            "params should be  [\"bob\"]",
            "but is     [\"alice\"]",
            "FAIL  Columns  [" + cases + ":5]",
            "columns should be  id",
            "but is     id,title",
            "ttl should be  60",
            "but is     600",
            "rules should be  other",
            "but is     own-notes",
            "FAIL  Count  [" + cases + ":6]",
            "rows should be  2",
            "but is     1",
            "FAIL  Key  [" + cases + ":7]",
            "rows should be  [\"1\",\"2\"]",
            "but is     [\"1\"]",
            "FAIL  Value  [" + cases + ":8]",
            "rows should be  [\"Build\"]",
            "but is     [null]",
            "FAIL  Hidden  [" + cases + ":9]",
            "rows should be  [\"alice\"]",
            "but is     the column owner is not granted",
            "FAIL  Allowed  [" + cases + ":10]",
            "decision should be  deny",
            "but is     allow (rules: own-notes)",
            "FAIL  Denied  [" + cases + ":11]",
            "decision should be  allow",
            "but is     deny (no_rule, rules: none)",
            "FAIL  Code  [" + cases + ":12]",
            "code should be  denied",
            "but is     no_rule"),
        printed().lines().map(String::strip).limit(34).toList());
    assertTrue(
        printed().contains("10 cases: 9 not as expected; 1 rules in force, 0 off; "),
        this::printed);
  }

  @Test
  void aRuleThatIsOffIsADifferenceAndExplainsItself() throws IOException {
    String rules = file("rules.sql", RULES + """
        INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES
          ('off', 'notes', 'anyone', 'gone = 1');
        INSERT INTO shapegate.lookups (name, query) VALUES ('nothing', 'SELECT gone FROM notes');
        """);
    String cases = file("cases.yaml", """
        users: { alice: {}, nobody: anonymous }
        cases:
        - { name: Own, user: alice, ask: notes, allow: { rows: 1 } }
        - { name: Others, user: nobody, ask: notes, allow: any }
        """);

    int code = check(file("tables.sql", TABLES), rules, cases, "--explain");

    assertEquals(PolicyCheck.DIFFERENT, code, this::printed);
    for (String line : List.of(
        "        rule own-notes skipped: is for authenticated subjects\n",
        "        rule off off: column \"gone\" does not exist\n",
        "OFF   off is off: column \"gone\" does not exist\n",
        "OFF   lookup nothing is off: column \"gone\" does not exist\n",
        "2 cases: 1 not as expected; 1 rules in force, 2 off; ")) {
      assertTrue(printed().contains(line), this::printed);
    }
  }

  @Test
  void whatIsExpectedToBeOffMustBeOffForThatReason() throws IOException {
    String cases = file("cases.yaml", """
        users: { alice: {} }
        off: { own-notes: null, lookup ids: something else }
        cases: [{ user: alice, ask: notes, allow: any }]
        """);
    String rules = file("rules.sql", RULES + """
        INSERT INTO shapegate.lookups (name, query) VALUES ('ids', 'SELECT gone FROM notes');
        """);

    int code = check(file("tables.sql", TABLES), rules, cases);

    assertEquals(PolicyCheck.DIFFERENT, code, this::printed);
    assertTrue(printed().contains("OFF   own-notes should be off and is not\n"), this::printed);
    assertTrue(
        printed()
            .contains(
                "OFF   lookup ids is off: column \"gone\" does not exist; the reason should be: something else\n"),
        this::printed);
  }

  @Test
  void aLookupThatFailsIsNoDecision() throws IOException {
    String rules = file("rules.sql", """
        CREATE FUNCTION fails(who text) RETURNS integer LANGUAGE plpgsql
          AS $$ BEGIN IF who IS NOT NULL THEN RAISE 'no such user'; END IF; RETURN 1; END $$;
        INSERT INTO shapegate.lookups (name, query) VALUES ('ids', 'SELECT fails(:sub)');
        INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES
          ('notes', 'notes', 'authenticated', 'id = ANY(:ids)');
        """);
    String cases = file("cases.yaml", """
        users: { alice: {} }
        cases: [{ user: alice, ask: notes, deny: any }]
        """);

    int code = check(file("tables.sql", TABLES), rules, cases, "--explain");

    assertEquals(PolicyCheck.DIFFERENT, code, this::printed);
    assertTrue(printed().contains("but is     none (a 503): the policy failed\n"), this::printed);
  }

  @Test
  void sqlThatPostgresRefusesIsNamedWithItsPlace() throws IOException {
    String broken =
        file("broken.sql", "-- héllo 😀\nCREATE TABLE a (id int);\nCREATE TABL b (id int);\n");
    String cases =
        file("cases.yaml", "users: { a: {} }\ncases: [{ user: a, ask: a, deny: any }]\n");

    int code = check(broken, cases);

    assertEquals(PolicyCheck.UNUSABLE, code);
    assertTrue(
        progress
            .toString(StandardCharsets.UTF_8)
            .endsWith("check: " + broken + ":3:8: syntax error at or near \"TABL\"\n"),
        progress::toString);
  }

  @Test
  void theRoleOfThePolicyMustBeThere() throws IOException {
    String cases = file("cases.yaml", """
        policy: { role: gone }
        users: { a: {} }
        cases: [{ user: a, ask: a, deny: any }]
        """);

    int code = check(file("tables.sql", TABLES), cases);

    assertEquals(PolicyCheck.UNUSABLE, code);
    assertTrue(
        progress
            .toString(StandardCharsets.UTF_8)
            .endsWith(
                "check: policy: there is no role gone that may log in; the SQL files must create it\n"),
        progress::toString);
  }

  @Test
  void aRuleThatTheSchemaRefusesIsShown() throws IOException {
    String rules = file("rules.sql", RULES.replace("'authenticated'", "'everybody'"));
    String cases =
        file("cases.yaml", "users: { a: {} }\ncases: [{ user: a, ask: a, deny: any }]\n");

    int code = check(file("tables.sql", TABLES), rules, cases);

    assertEquals(PolicyCheck.UNUSABLE, code);
    String last = progress.toString(StandardCharsets.UTF_8).lines().reduce("", (a, b) -> b);
    assertTrue(
        last.startsWith(
                "check: " + rules + ": new row for relation \"rules\" violates check constraint")
            && last.contains("own-notes"),
        last);
  }

  private int check(String... arguments) {
    return new PolicyCheck(stream(out), stream(progress)).run(arguments);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String block(String markdown, String language) {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(markdown);
    assertTrue(block.find());
    return block.group(1);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
