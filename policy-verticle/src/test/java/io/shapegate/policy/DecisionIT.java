package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks for what, and what the rules of {@code decision-rules.sql} say to it. */
class DecisionIT {
  private static final Map<String, Subject> SUBJECTS = Map.ofEntries(
      Map.entry("anonymous", Subject.ANONYMOUS),
      Map.entry(
          "forged",
          new Subject(
              "root", true, new JsonObject("{'roles':['admin'],'org_id':7}".replace('\'', '"')))),
      subject("plain", "{}"),
      subject("alice", "{'roles':['member'],'org_id':7}"),
      subject("bob", "{'roles':['member'],'org_id':'9'}"),
      subject("mia", "{'roles':['member','lead'],'org_id':7}"),
      subject("max", "{'roles':'manager','org_id':7}"),
      subject("root", "{'roles':['admin','member'],'org_id':7}"),
      subject("lost", "{'roles':['member']}"),
      subject("nobody", "{'roles':['member'],'org_id':null}"),
      subject("object", "{'roles':['member'],'org_id':{'id':7}}"),
      subject("nul", "{'roles':['member'],'org_id':'a\\u0000b'}"),
      subject("half", "{'roles':['member'],'org_id':'\\ud800'}"),
      subject("inject", "{'roles':['member'],'org_id':'7) OR (true'}"),
      subject("numbered", "{'roles':['admin',1],'org_id':7}"),
      subject("mapped", "{'roles':{'admin':true},'org_id':7}"),
      subject("team", "{'team':'red','org_id':7}"),
      subject("orgs", "{'orgs':[1,'two words',true,'NULL','q\\\"']}"),
      subject("none", "{'orgs':[]}"),
      subject("hole", "{'orgs':[1,null]}"),
      subject("nested", "{'orgs':[[1]]}"),
      subject("deep", "{'app':{'tenant':{'id':5.0}},'https://example.com/y':false}"),
      subject("shallow", "{'app':'tenant'}"));

  private static final Pattern OPTION = Pattern.compile(" (\\w+)=(\\S+)");

  private static PolicyProcess policy;

  @BeforeAll
  static void start() throws IOException {
    TestDatabase database = TestDatabase.create();
    policy = PolicyProcess.started(database.config());
    try (InputStream rules = DecisionIT.class.getResourceAsStream("decision-rules.sql")) {
      policy.change(database, new String(rules.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() {
    policy.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          # who        | asks for                     | and gets
          anonymous    | items                        | allow all rows, 600 s, rule items-anyone
          alice        | ITEMS                        | allow all rows, 600 s, rule items-anyone
          alice        | "Items"                      | deny no_rule: no rule grants "Items"
          anonymous    | items replica=full           | allow all rows, replica full, 600 s, rule items-anyone
          anonymous    | items columns=id,value       | allow all rows, columns id,value, 600 s, rule items-anyone
          anonymous    | items queryable=id           | allow all rows, queryable id, 600 s, rule items-anyone
          anonymous    | items where=true             | deny filter_not_allowed: the rules do not let a client give a filter of its own
          anonymous    | items where=id=$1 param=1    | deny filter_not_allowed: the rules do not let a client give a filter of its own
          anonymous    | my-open-tasks                | allow all rows, 600 s, rule hyphen
          anonymous    | "Mixed"                      | allow all rows, columns "Id","sp ace", 600 s, rule mixed-case
          anonymous    | "Mixed" columns="Id"         | allow all rows, columns "Id", 600 s, rule mixed-case
          anonymous    | "Mixed" columns=id           | deny column_not_allowed: the rules do not grant every column that was asked for

          # no rule, whatever the reason
          alice        | absent                       | deny no_rule: no rule grants absent
          alice        | drafts                       | deny no_rule: no rule grants drafts
          alice        | drafts where=true            | deny no_rule: no rule grants drafts
          alice        | drafts columns=x             | deny no_rule: no rule grants drafts
          alice        | shapegate.rules              | deny no_rule: no rule grants shapegate.rules
          alice        | pg_catalog.pg_authid         | deny no_rule: no rule grants pg_catalog.pg_authid
          alice        | other.items                  | deny no_rule: no rule grants other.items
          alice        | app.items                    | allow all rows, 600 s, rule app-items
          anonymous    | app.items                    | deny no_rule: no rule grants app.items

          # who
          anonymous    | news                         | allow public [], 30 s, rule news-guests
          alice        | news                         | deny no_rule: no rule grants news
          anonymous    | profiles                     | deny no_rule: no rule grants profiles
          plain        | profiles                     | allow id = $1 [plain], 600 s, rule own-profile
          anonymous    | mine                         | deny missing_claim: there is no usable claim sub
          alice        | mine                         | allow owner = $1 [alice], 600 s, rule guests-sub
          plain        | tasks                        | deny no_rule: no rule grants tasks
          forged       | tasks                        | deny no_rule: no rule grants tasks
          forged       | mine                         | deny missing_claim: there is no usable claim sub
          numbered     | tasks                        | deny no_rule: no rule grants tasks
          mapped       | tasks                        | deny no_rule: no rule grants tasks

          # rows
          alice        | tasks                        | allow org_id = $1 [7], columns id,title,org_id, 300 s, rule member-tasks
          bob          | tasks                        | allow org_id = $1 [9], columns id,title,org_id, 300 s, rule member-tasks
          inject       | tasks                        | allow org_id = $1 [7) OR (true], columns id,title,org_id, 300 s, rule member-tasks
          lost         | tasks                        | deny missing_claim: there is no usable claim org_id
          nobody       | tasks                        | deny missing_claim: there is no usable claim org_id
          object       | tasks                        | deny missing_claim: there is no usable claim org_id
          nul          | tasks                        | deny missing_claim: there is no usable claim org_id
          half         | tasks                        | deny missing_claim: there is no usable claim org_id
          orgs         | docs                         | allow org_id = ANY($1) [{1,"two words",true,"NULL","q\\""}], 600 s, rule docs-orgs
          none         | docs                         | allow org_id = ANY($1) [{}], 600 s, rule docs-orgs
          hole         | docs                         | deny missing_claim: there is no usable claim orgs
          nested       | docs                         | deny missing_claim: there is no usable claim orgs
          deep         | deep                         | allow x = $1 AND y = $2 [5, false], 600 s, rule deep-claim
          shallow      | deep                         | deny missing_claim: there is no usable claim app.tenant.id

          # several rules
          mia          | tasks                        | allow org_id = $1 [7], columns id,title,org_id, 300 s, rule member-tasks
          mia          | tasks columns=id,title       | allow (org_id = $1) OR (org_id = $2 AND NOT secret) [7, 7], columns id,title, 200 s, rule member-tasks, manager-tasks
          mia          | tasks columns=id,salary      | allow org_id = $1 AND NOT secret [7], columns id,salary, 200 s, rule manager-tasks
          max          | tasks                        | allow org_id = $1 AND NOT secret [7], columns id,title,org_id,salary, 200 s, rule manager-tasks
          root         | tasks                        | allow all rows, 60 s, rule admin-tasks
          root         | tasks columns=title          | allow all rows, columns title, 60 s, rule admin-tasks, member-tasks
          alice        | tasks columns=id,salary      | deny column_not_allowed: the rules do not grant every column that was asked for
          alice        | tasks columns=id             | allow org_id = $1 [7], columns id, 300 s, rule member-tasks
          alice        | tasks queryable=salary       | deny column_not_allowed: the rules do not grant every column that was asked for
          plain        | notes                        | allow (owner = $1) OR (id IN (SELECT note_id FROM shares WHERE user_id = $2)) [plain, plain], no subsets, 120 s, rule notes-own, notes-shared
          team         | notes                        | allow (owner = $1) OR (id IN (SELECT note_id FROM shares WHERE user_id = $2)) OR (team = $3 AND org = $4) [team, team, red, 7], no subsets, 120 s, rule notes-own, notes-shared, notes-team
          plain        | open                         | allow all rows, 100 s, rule open-filter, open-all
          anonymous    | open                         | allow visible [], 100 s, rule open-filter
          plain        | same                         | allow (a = $1) OR (b = $2) [plain, plain], columns id,v, 500 s, rule same-query-a, same-query-b

          # columns to query
          plain        | people                       | allow all rows, columns id,name, queryable id, 600 s, rule people-some
          plain        | people columns=id            | allow all rows, columns id, queryable id, 600 s, rule people-some
          plain        | people columns=name          | allow all rows, columns name, no subsets, 600 s, rule people-some
          plain        | people queryable=id          | allow all rows, columns id,name, queryable id, 600 s, rule people-some
          plain        | people queryable=name        | deny column_not_allowed: the rules do not grant every column that was asked for
          plain        | people columns=id,salary     | deny column_not_allowed: the rules do not grant every column that was asked for
          plain        | staff                        | allow all rows, queryable id, 600 s, rule staff-query
          plain        | staff columns=salary,id      | allow all rows, columns salary,id, queryable id, 600 s, rule staff-query
          plain        | staff columns=salary         | allow all rows, columns salary, no subsets, 600 s, rule staff-query
          plain        | staff queryable=salary       | deny column_not_allowed: the rules do not grant every column that was asked for
          """)
  void decides(String who, String request, String expected) {
    assertEquals(expected, written(policy.decide(SUBJECTS.get(who), shape(request))));
    assertEquals(expected, written(policy.explain(SUBJECTS.get(who), shape(request))));
  }

  private static Map.Entry<String, Subject> subject(String id, String claims) {
    return Map.entry(id, new Subject(id, false, new JsonObject(claims.replace('\'', '"'))));
  }

  private static Shape shape(String request) {
    Map<String, String> options = new java.util.HashMap<>();
    Matcher matcher = OPTION.matcher(request);
    while (matcher.find()) {
      options.put(matcher.group(1), matcher.group(2));
    }
    String param = options.get("param");
    return new Shape(
        TableName.parseRequested(request.split(" ", 2)[0]),
        options.get("where"),
        param == null ? Params.NONE : Params.of(Map.of("1", param)),
        columns(options.get("columns")),
        columns(options.get("queryable")),
        options.containsKey("replica") ? Replica.parse(options.get("replica")) : null);
  }

  private static Columns columns(String text) {
    return text == null ? null : Columns.parse(text);
  }

  private static String written(Decision decision) {
    if (!(decision instanceof Decision.Allow allow)) {
      Decision.Deny deny = (Decision.Deny) decision;
      return "deny " + deny.code() + ": " + deny.reason();
    }
    Shape shape = allow.shape();
    return "allow "
        + (shape.where() == null
            ? "all rows"
            : shape.where() + " " + shape.params().values())
        + part("columns ", shape.columns())
        + part("queryable ", shape.queryableColumns())
        + part("replica ", shape.replica())
        + (allow.subsets() ? "" : ", no subsets")
        + ", " + allow.ttl().toSeconds() + " s, "
        + allow.reason();
  }

  private static String part(String name, Object value) {
    return value == null ? "" : ", " + name + value;
  }
}
