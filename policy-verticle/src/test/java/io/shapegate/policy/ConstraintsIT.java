package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table refuses nonsense, so that whoever writes a rule learns it at once. */
class ConstraintsIT {
  private static final String CHECK_VIOLATION = "23514";

  private static TestDatabase database;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    PolicyProcess.started(database.config()).close();
  }

  @AfterAll
  static void nothingIsLeft() {
    assertEquals(java.util.List.of("0"), database.read("SELECT count(*) FROM shapegate.rules"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = ''",
        "name = ' a'",
        "name = E'a\\nb'",
        "name = repeat('a', 101)",
        "namespace = ''",
        "table_name = ''",
        "table_name = repeat('a', 64)",
        "table_name = repeat('é', 32)",
        "audience = 'everyone'",
        "roles = '{}'",
        "roles = '{NULL}'",
        "roles = '{\"\"}'",
        "roles = '{\" \"}'",
        "roles = '{a,a}'",
        "roles = '{{a},{b}}'",
        "roles = '{a}', audience = 'anyone'",
        "roles = '{a}', audience = 'anonymous'",
        "row_filter = ''",
        "row_filter = E' \\n\\t'",
        "row_filter = repeat('a', 8001)",
        "columns = '{}'",
        "columns = '{id,NULL}'",
        "columns = '{id,id}'",
        "columns = '{\"\"}'",
        "columns = ARRAY[repeat('a', 64)]",
        "queryable_columns = '{}'",
        "queryable_columns = '{id,NULL}'",
        "ttl_seconds = 0",
        "ttl_seconds = -1",
        "ttl_seconds = 86401"
      })
  void nonsenseIsRefused(String change) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('a', 't', 'authenticated')");
      SQLException failure = assertThrows(
          SQLException.class, () -> statement.execute("UPDATE shapegate.rules SET " + change));
      assertEquals(CHECK_VIOLATION, failure.getSQLState(), failure.getMessage());
      connection.rollback();
    }
  }

  @Test
  void sensibleRulesAreTaken() {
    database.run("BEGIN; INSERT INTO shapegate.rules"
        + " (name, table_name, audience, roles, row_filter, columns, queryable_columns, ttl_seconds)"
        + " VALUES ('a-b_c.1', 'My Table', 'authenticated', '{a,b}', 'x = :sub', '{id,\"a b\"}', '{id}', 86400);"
        + " ROLLBACK");
  }
}
