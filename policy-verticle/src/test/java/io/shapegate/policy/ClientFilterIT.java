package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Params;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's own filter next to those of the rules: in parentheses, numbered after theirs, over permitted columns only. */
class ClientFilterIT {
  private static PolicyProcess policy;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.create();
    policy = PolicyProcess.started(database.config());
    policy.change(database, """
        CREATE TABLE items (id int, value text, secret text);
        CREATE TABLE two (id int, value text, owner text);
        CREATE TABLE closed (id int);
        INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns, queryable_columns, priority, client_filter) VALUES
          ('items', 'items', 'anyone', NULL, '{id,value}', NULL, 1, true),
          ('own', 'two', 'authenticated', 'owner = :sub', NULL, NULL, 1, true),
          ('orgs', 'two', 'authenticated', 'id = ANY(:claims.ids) OR false', NULL, NULL, 2, true),
          ('strict', 'two', 'anyone', 'id = 1', NULL, NULL, 3, false),
          ('few', 'two', 'anonymous', NULL, '{id,value}', '{id}', 4, true),
          ('closed', 'closed', 'anyone', NULL, NULL, NULL, 4, false);""");
  }

  @AfterAll
  static void stop() {
    policy.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # who     | table  | filter                          | params | and gets
          anonymous | items  | value IS NOT NULL               |        | "value" IS NOT NULL []
          anonymous | items  | VALUE = 'x' or id=1             |        | ("value" = $1) OR ("id" = 1) [x]
          anonymous | items  | id = $2 AND value = $1          | a,2    | ("id" = $1) AND ("value" = $2) [2, a]
          alice     | two    | id = $1 OR id = $1              | 5      | ((owner = $1) OR (id = ANY($2) OR false)) AND (("id" = $3) OR ("id" = $3)) [alice, {1,2}, 5]
          anonymous | two    | id > 1                          |        | "id" > 1 []
          # columns that are not the client's to query
          anonymous | items  | secret = 'x'                    |        | column_not_allowed
          anonymous | two    | value = 'x'                     |        | column_not_allowed
          anonymous | items  | items IS NOT NULL               |        | column_not_allowed
          alice     | two    | two IS NOT NULL                 |        | column_not_allowed
          anonymous | items  | ctid IS NOT NULL                |        | filter_refused
          anonymous | items  | xmin = 1                        |        | filter_refused
          anonymous | items  | gone = 1                        |        | column_not_allowed
          anonymous | items  | "ID" = 1                        |        | column_not_allowed
          # what is no filter that can be allowed
          anonymous | closed | id = 1                          |        | filter_not_allowed
          anonymous | closed | not even a filter )             |        | filter_not_allowed
          anonymous | absent | not even a filter )             |        | no_rule
          anonymous | items  | 1=1) OR (1=1                    |        | filter_refused
          anonymous | items  | id IN (SELECT 1)                |        | filter_refused
          anonymous | items  | pg_sleep(1) IS NULL             |        | filter_refused
          anonymous | items  | id = 1 --                       |        | filter_refused
          anonymous | items  | id = 1; SELECT 1                |        | filter_refused
          anonymous | items  | id = $1                         |        | filter_refused
          anonymous | items  | id = 1                          | 5      | filter_refused
          anonymous | items  | id = $2                         | 5      | filter_refused
          """)
  void isGrantedInOurWordsOrNotAtAll(
      String who, String table, String where, String params, String expected) {
    Shape asked = new Shape(TableName.parse(table), where, params(params), null, null, null);
    Decision decision = policy.decide(subject(who), asked);
    assertEquals(expected, written(decision));
    assertEquals(written(decision), written(policy.explain(subject(who), asked)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          id     | id = 1      | "id" = 1 []
          id     | value = 'x' | "value" = $1 [x]
          secret | id = 1      | column_not_allowed
          """)
  void goesTogetherWithFewerColumns(String columns, String where, String expected) {
    Shape asked =
        new Shape(TableName.parse("items"), where, Params.NONE, Columns.parse(columns), null, null);
    assertEquals(expected, written(policy.decide(Subject.ANONYMOUS, asked)));
  }

  private static Params params(String values) {
    Map<String, String> params = new LinkedHashMap<>();
    for (String value : values == null ? new String[0] : values.split(",")) {
      params.put(String.valueOf(params.size() + 1), value);
    }
    return Params.of(params);
  }

  private static Subject subject(String who) {
    return who.equals("anonymous")
        ? Subject.ANONYMOUS
        : new Subject(
            who, false, new JsonObject().put("ids", new JsonArray().add(1).add(2)));
  }

  private static String written(Decision decision) {
    return decision instanceof Decision.Allow allow
        ? allow.shape().where() + " " + allow.shape().params().values()
        : ((Decision.Deny) decision).code();
  }
}
