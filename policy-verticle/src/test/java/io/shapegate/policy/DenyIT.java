package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named shapes, and denials, which win over every grant and tell nothing to whom nothing would be granted. */
class DenyIT {
  private static PolicyProcess policy;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.create();
    policy = PolicyProcess.started(database.config());
    policy.change(database, """
        CREATE TABLE tasks (id int, owner text, done boolean);
        CREATE TABLE notes (id int, owner text);
        CREATE TABLE secrets (id int);
        CREATE TABLE "open-tasks" (id int);
        INSERT INTO shapegate.rules (name, table_name, shape_name, audience, roles, row_filter, columns, priority, effect, client_filter) VALUES
          ('tasks', 'tasks', NULL, 'authenticated', NULL, 'owner = :sub', NULL, 100, 'grant', false),
          ('open', 'tasks', 'my-open-tasks', 'authenticated', NULL, 'owner = :sub AND NOT done', '{id,owner}', 100, 'grant', true),
          ('done', 'tasks', 'My-Open-Tasks', 'authenticated', NULL, 'done', NULL, 100, 'grant', false),
          ('mixed-a', 'tasks', 'mixed-tables', 'authenticated', NULL, 'owner = :sub', NULL, 1, 'grant', false),
          ('mixed-b', 'notes', 'mixed-tables', 'authenticated', NULL, 'true', NULL, 2, 'grant', false),
          ('notes', 'notes', NULL, 'anyone', NULL, NULL, NULL, 1, 'grant', false),
          ('notes-shape', 'notes', 'all-notes', 'anyone', NULL, NULL, NULL, 1, 'grant', false),
          ('other-shape', 'notes', 'free-notes', 'anyone', NULL, 'id = 1', NULL, 1, 'grant', false),
          ('members-notes', 'notes', 'member-notes', 'authenticated', '{member}', NULL, NULL, 1, 'grant', false),
          ('no-blocked', 'notes', NULL, 'authenticated', '{blocked}', NULL, NULL, 900, 'deny', false),
          ('no-shape', 'notes', 'all-notes', 'anonymous', NULL, NULL, NULL, 900, 'deny', false),
          ('no-secrets', 'secrets', NULL, 'anyone', NULL, NULL, NULL, 1, 'deny', false);""");
  }

  @AfterAll
  static void stop() {
    policy.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # who       | asks for        | and gets
          alice       | my-open-tasks   | tasks where owner = $1 AND NOT done [alice] columns id,owner
          alice       | My-Open-Tasks   | tasks where done [] columns all
          alice       | MY-OPEN-TASKS   | no_rule
          alice       | tasks           | tasks where owner = $1 [alice] columns all
          alice       | "my-open-tasks" | tasks where owner = $1 AND NOT done [alice] columns id,owner
          alice       | open-tasks      | no_rule
          alice       | mixed-tables    | tasks where owner = $1 [alice] columns all
          anonymous   | my-open-tasks   | no_rule
          # a deny wins over every priority, of the table over its named shapes too
          alice       | notes           | notes where null [] columns all
          blocked     | notes           | denied
          blocked     | all-notes       | denied
          blocked     | free-notes      | denied
          blocked     | mixed-tables    | denied
          alice       | all-notes       | notes where null [] columns all
          anonymous   | all-notes       | denied
          anonymous   | notes           | notes where null [] columns all
          anonymous   | free-notes      | notes where id = $1 [] columns all
          # roles that cannot be read may be any
          strange     | notes           | denied
          strange     | tasks           | tasks where owner = $1 [strange] columns all
          # who would get nothing anyway does not learn that somebody is denied
          anonymous   | secrets         | no_rule
          blocked     | secrets         | no_rule
          blocked     | member-notes    | no_rule
          """)
  void decides(String who, String asked, String expected) {
    Decision decision = policy.decide(subject(who), asked);
    assertEquals(expected.replace("id = $1 []", "id = 1 []"), written(decision));
    assertEquals(written(decision), written(policy.explain(subject(who), asked)));
  }

  private static Subject subject(String who) {
    return switch (who) {
      case "anonymous" -> Subject.ANONYMOUS;
      case "blocked" ->
        new Subject(who, false, new JsonObject("{\"roles\":[\"other\",\"blocked\"]}"));
      case "strange" -> new Subject(who, false, new JsonObject("{\"roles\":{\"blocked\":true}}"));
      default -> new Subject(who, false, new JsonObject());
    };
  }

  private static String written(Decision decision) {
    if (!(decision instanceof Decision.Allow allow)) {
      return ((Decision.Deny) decision).code();
    }
    return allow.shape().table() + " where " + allow.shape().where() + " "
        + allow.shape().params().values() + " columns "
        + (allow.shape().columns() == null ? "all" : allow.shape().columns());
  }
}
