package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A policy on tables of its own, with a role that may do little, and lookups to try. */
abstract class LookupCases {
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

  TestDatabase database;
  LogLines log;
  PolicyProcess policy;

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

  PolicyProcess started(String... more) {
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

  String role() {
    return "reader_of_" + database.name();
  }

  List<String> off() throws Exception {
    return policy
        .health()
        .getJsonObject("checks")
        .getJsonObject("rules")
        .getJsonArray("off")
        .stream()
        .map(off -> ((JsonObject) off).getString("why"))
        .toList();
  }

  Decision asked(Subject subject) {
    return asked(subject, "t");
  }

  /** Null where the policy fails. */
  Decision asked(Subject subject, String table) {
    return PolicyProcess.await(policy.ask(subject, table).otherwiseEmpty());
  }

  void lookup(String name, String query, boolean single, int cacheSeconds) {
    database.run("INSERT INTO shapegate.lookups VALUES ('" + name + "', '"
        + query.replace("'", "''") + "', " + single + ", " + cacheSeconds + ")");
  }

  void rule(String name, String table, String filter) {
    policy.change(
        database,
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES ('" + name
            + "', '" + table + "', 'anyone', '" + filter + "')");
  }

  void enableOnly(String names) {
    policy.change(database, "UPDATE shapegate.rules SET enabled = name IN ('" + names + "')");
  }

  static Subject subject(String id) {
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
  static String value(Decision decision) {
    if (decision instanceof Decision.Deny deny) {
      return deny.code();
    }
    List<String> values = ((Decision.Allow) decision).shape().params().values();
    assertEquals(1, values.size());
    return values.get(0);
  }

  static String reason(Decision decision) {
    return assertInstanceOf(Decision.Allow.class, decision).reason();
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
