package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has Postgres read a client's where-clause, and makes sure that it is one boolean expression and nothing else. The
 * clause must parse in two places: in parentheses, and between CASE WHEN and THEN. A text that closes a parenthesis
 * which it did not open fails in the second, a text of several clauses or statements in one of the two. Its functions
 * and tables are then read from the parse tree (see {@link ExpressionTree}).
 */
final class FilterCompiler {
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
  private static final String UNTYPED_PARAMETER = "42P18";

  private final Database database;

  FilterCompiler(Database database) {
    this.database = database;
  }

  /** The clause is about to stand in {@code SELECT … FROM source WHERE (clause)}. */
  Filter compile(
      FilterSource source, String where, Map<String, String> parameters, boolean subQueries) {
    if (where.indexOf('\0') >= 0
        || parameters.values().stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      throw new InvalidFilter("NUL characters are not allowed");
    }
    List<String> values = parameters.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
    try {
      Filter parsed = database.read(connection -> parse(connection, source.sql(), where, values));
      Set<Long> dependencies = database.write(
          connection -> ExpressionTree.check(connection, source, parsed, subQueries));
      return new Filter(where, parsed.arguments(), parsed.types(), dependencies);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(SQLException e) {
    return SqlFailure.isStatementsFault(e)
        ? new InvalidFilter(SqlFailure.message(e))
        : new DatabaseUnreachable(e);
  }

  private static Filter parse(
      Connection connection, String source, String where, List<String> values) throws SQLException {
    Filter bare = new Filter(where, List.of(), List.of(), Set.of());
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      String select = "SELECT 1 FROM " + source + " WHERE " + bare.sql();
      List<String> types = prepare(connection, statement, select, new TreeSet<>());
      deallocate(statement);
      execute(
          statement,
          declaration(types) + "SELECT CASE WHEN\n" + where + "\nTHEN 1 END FROM " + source);
      deallocate(statement);
      if (types.size() > values.size()) {
        throw new InvalidFilter("parameter $" + (values.size() + 1) + " was not provided");
      }
      Filter filter = new Filter(where, values.subList(0, types.size()), types, Set.of());
      execute(statement, declaration(types) + select);
      execute(statement, "EXPLAIN EXECUTE dev_electric_filter" + filter.argumentList());
      deallocate(statement);
      return filter;
    }
  }

  /** Postgres infers the parameters' types; one that the clause leaves open is a text. */
  private static List<String> prepare(
      Connection connection, Statement statement, String select, Set<Integer> texts)
      throws SQLException {
    var savepoint = connection.setSavepoint();
    try {
      String types = texts.isEmpty() ? "" : declared(texts);
      execute(statement, "PREPARE dev_electric_filter" + types + " AS " + select);
      return types(statement);
    } catch (SQLException e) {
      connection.rollback(savepoint);
      if (!SqlFailure.state(e).equals(UNTYPED_PARAMETER) || !texts.add(parameterIn(e))) {
        throw e;
      }
      return prepare(connection, statement, select, texts);
    }
  }

  private static int parameterIn(SQLException e) throws SQLException {
    Matcher parameter = PARAMETER.matcher(SqlFailure.message(e));
    if (!parameter.find() || parameter.group(1).length() > 3) {
      throw e;
    }
    return Integer.parseInt(parameter.group(1));
  }

  private static String declared(Set<Integer> texts) {
    StringBuilder types = new StringBuilder();
    for (int i = 1; i <= new TreeSet<>(texts).last(); i++) {
      types.append(i == 1 ? "(" : ", ").append(texts.contains(i) ? "text" : "unknown");
    }
    return types.append(')').toString();
  }

  private static List<String> types(Statement statement) throws SQLException {
    String query =
        "SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'dev_electric_filter'";
    try (ResultSet rows = statement.executeQuery(query)) {
      List<String> types = new ArrayList<>();
      while (rows.next()) {
        types.add(rows.getString(1));
      }
      return List.copyOf(types);
    }
  }

  private static String declaration(List<String> types) {
    return "PREPARE dev_electric_filter"
        + (types.isEmpty() ? "" : "(" + String.join(", ", types) + ")") + " AS ";
  }

  private static void deallocate(Statement statement) throws SQLException {
    statement.execute("DEALLOCATE dev_electric_filter");
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    if (!Sql.isOneStatement(sql)) {
      throw new InvalidFilter("unexpected `;`");
    }
    statement.execute(sql);
  }
}
