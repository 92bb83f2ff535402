package io.shapegate.develectric;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a where-clause calls and reads, taken from Postgres' own parse tree. Postgres keeps the tree of a function with
 * a standard SQL body, so the clause becomes the body of a temporary function that is never run and never committed.
 * Refused, as in Electric: functions that are not immutable or not built in, and anything but plain tables.
 */
final class ExpressionTree {
  private static final Pattern TABLE = Pattern.compile(":rtekind 0 :relid (\\d+)");
  private static final Pattern CALL =
      Pattern.compile("\\{FUNCEXPR :funcid (\\d+) [^{}]*?:funcformat 0 ");
  private static final Pattern ANY_FUNCTION =
      Pattern.compile(":(?:funcid|opfuncid|aggfnoid|winfnoid) (\\d+)");
  private static final Pattern SUB_QUERY = Pattern.compile("\\{SUBLINK ");

  private ExpressionTree() {}

  /** The tables that sub-queries read; the transaction is rolled back. */
  static Set<Long> check(
      Connection connection, FilterSource source, Filter filter, boolean subQueries)
      throws SQLException {
    String tree = parse(connection, source.sql(), filter);
    if (!subQueries && SUB_QUERY.matcher(tree).results().count() > 1) {
      throw new InvalidFilter("Subqueries are not allowed in subsets");
    }
    if (tree.contains("{SQLVALUEFUNCTION ")) {
      throw new InvalidFilter("unknown or unsupported function");
    }
    refuse(
        connection,
        find(CALL, tree),
        "p.provolatile <> 'i' OR p.pronamespace <> 'pg_catalog'::regnamespace");
    refuse(connection, find(ANY_FUNCTION, tree), "p.provolatile = 'v'");
    Set<Long> tables = find(TABLE, tree);
    refuseOtherThanTables(connection, tables);
    if (TABLE
            .matcher(tree)
            .results()
            .filter(table -> Long.parseLong(table.group(1)) == source.table())
            .count()
        < 2) {
      tables.remove(source.table());
    }
    return Set.copyOf(tables);
  }

  private static String parse(Connection connection, String source, Filter filter)
      throws SQLException {
    String arguments = filter.types().isEmpty() ? "()" : filter.typeList();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      String body = "RETURN EXISTS (SELECT 1 FROM " + source + " WHERE " + filter.sql() + ")";
      String sql = "CREATE FUNCTION pg_temp.dev_electric_tree" + arguments
          + " RETURNS boolean LANGUAGE sql " + body;
      if (!Sql.isOneStatement(sql)) {
        throw new InvalidFilter("unexpected `;`");
      }
      statement.execute(sql);
      String query =
          "SELECT prosqlbody::text FROM pg_proc WHERE oid = 'pg_temp.dev_electric_tree'::regproc";
      try (ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getString(1);
      }
    } finally {
      connection.rollback();
    }
  }

  private static Set<Long> find(Pattern pattern, String tree) {
    Set<Long> oids = new HashSet<>();
    Matcher matcher = pattern.matcher(tree);
    while (matcher.find()) {
      oids.add(Long.valueOf(matcher.group(1)));
    }
    oids.remove(0L);
    return oids;
  }

  private static void refuse(Connection connection, Set<Long> functions, String condition)
      throws SQLException {
    String query = "SELECT p.proname || '/' || p.pronargs FROM pg_proc p WHERE p.oid = ANY(?) AND ("
        + condition + ")";
    String function = firstText(connection, query, functions);
    if (!function.isEmpty()) {
      throw new InvalidFilter("unknown or unsupported function " + function);
    }
  }

  private static void refuseOtherThanTables(Connection connection, Set<Long> tables)
      throws SQLException {
    String query =
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = ANY(?) AND (c.relkind NOT IN ('r', 'p')"
            + " OR c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema')))";
    String table = firstText(connection, query, tables);
    if (!table.isEmpty()) {
      throw new InvalidFilter("Table " + table + " cannot be read in a where clause");
    }
  }

  private static String firstText(Connection connection, String query, Set<Long> oids)
      throws SQLException {
    Array array = connection.createArrayOf("oid", oids.toArray());
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, array);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }
}
