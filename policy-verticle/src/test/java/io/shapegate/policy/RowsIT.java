package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters that are granted, run by Postgres: each of two organisations sees its own rows. */
class RowsIT {
  private static final String DATA = """
      CREATE TABLE tasks (id int PRIMARY KEY, org_id int, owner text, tags text[], secret boolean);
      CREATE TABLE memberships (user_id text, org_id int);
      INSERT INTO tasks VALUES
        (1, 7, 'alice', '{a}', false), (2, 7, 'al', '{"b c"}', true),
        (3, 9, 'bob', '{a}', false), (4, 9, 'o''hara', '{"d\\"e"}', false), (5, NULL, 'nobody', '{}', false);
      INSERT INTO memberships VALUES ('alice', 7), ('bob', 9), ('eve', 7), ('eve', 9);
      INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, subsets) VALUES
        ('org', 'tasks', 'authenticated', '{org}', 'org_id = :claims.org', true),
        ('orgs', 'tasks', 'authenticated', '{orgs}', 'org_id = ANY(:claims.orgs)', true),
        ('member', 'tasks', 'authenticated', '{member}',
          'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)', true),
        ('own', 'tasks', 'authenticated', '{own}', 'owner = :sub OR false', true),
        ('open', 'tasks', 'authenticated', '{open}', 'NOT secret AND tags && :claims.tags', true),
        ('all', 'tasks', 'authenticated', '{all}', NULL, true)""";

  private static TestDatabase database;
  private static PolicyProcess policy;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    policy = PolicyProcess.started(database.config());
    policy.change(database, DATA);
  }

  @AfterAll
  static void stop() {
    policy.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # who   | with these claims                                   | sees
          alice   | {"roles":["org"],"org":7}                           | 1 2
          bob     | {"roles":["org"],"org":"9"}                         | 3 4
          eve     | {"roles":["org"],"org":8}                           | ``
          eve     | {"roles":["orgs"],"orgs":[7,9]}                     | 1 2 3 4
          eve     | {"roles":["orgs"],"orgs":[]}                        | ``
          alice   | {"roles":["member"]}                                | 1 2
          bob     | {"roles":["member"]}                                | 3 4
          eve     | {"roles":["member"]}                                | 1 2 3 4
          mallory | {"roles":["member"]}                                | ``
          al      | {"roles":["own"]}                                   | 2
          o'hara  | {"roles":["own"]}                                   | 4
          x' OR '1'='1 | {"roles":["own"]}                              | ``
          bob     | {"roles":["own","org"],"org":7}                     | 1 2 3
          alice   | {"roles":["own","member","org"],"org":9}            | 1 2 3 4
          alice   | {"roles":["open"],"tags":["b c","d\\"e"]}           | 4
          alice   | {"roles":["open"],"tags":["a","x,y"]}               | 1 3
          alice   | {"roles":["open","all"],"tags":[]}                  | 1 2 3 4 5
          """)
  void eachSeesTheirOwn(String who, String claims, String ids) {
    Subject subject = new Subject(who, false, new JsonObject(claims));

    Decision decision = policy.decide(subject, "tasks");

    Shape granted = assertInstanceOf(Decision.Allow.class, decision).shape();
    assertEquals(ids.isEmpty() ? List.of() : Arrays.asList(ids.split(" ")), rows(granted));
  }

  /** Texts without a type, as Electric gives them. */
  private static List<String> rows(Shape shape) {
    String filter = shape.where() == null ? "" : " WHERE " + shape.where();
    String values = shape.params().values().stream()
        .map(value -> '\'' + value.replace("'", "''") + '\'')
        .collect(Collectors.joining(", ", "(", ")"));
    return database.read(
        "PREPARE p AS SELECT id FROM tasks" + filter + " ORDER BY id",
        "EXECUTE p" + (shape.params().isEmpty() ? "" : values));
  }
}
