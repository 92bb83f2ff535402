package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks parameters against the table as it is now. Blocks; refusals are {@link InvalidRequest}s. */
final class ShapeValidator {
  private static final int FILTERS_KEPT = 1_000;

  private final Database database;
  private final FilterCompiler compiler;
  private final Map<FilterKey, Filter> filters = new ConcurrentHashMap<>();

  ShapeValidator(Database database) {
    this.database = database;
    this.compiler = new FilterCompiler(database);
  }

  private record FilterKey(
      FilterSource source, TableSchema table, String where, Map<String, String> params) {}

  ShapeRequest validate(ShapeParameters parameters) {
    TableSchema table = inspect(relation(parameters.table()));
    @Nullable List<String> queryable = queryable(table, parameters.queryableColumns());
    List<String> columns = selected(table, parameters.columns(), queryable);
    @Nullable Filter filter = filter(table, parameters);
    ShapeDefinition shape = new ShapeDefinition(
        table, filter, columns, queryable, parameters.replica(), parameters.changesOnly());
    @Nullable
    Subset subset = parameters.subset() == null
        ? null
        : new SubsetValidator(this, shape).validate(parameters.subset());
    return new ShapeRequest(parameters, shape, subset);
  }

  /** Remembers what was compiled: the same shape is asked for again and again. */
  Filter compile(
      FilterSource source,
      TableSchema table,
      String where,
      Map<String, String> params,
      boolean subQueries) {
    if (filters.size() >= FILTERS_KEPT) {
      filters.clear();
    }
    FilterKey key = new FilterKey(source, table, where, params);
    Filter known = filters.get(key);
    if (known == null || !exist(known.dependencies())) {
      known = compiler.compile(source, where, params, subQueries);
      filters.put(key, known);
    }
    return known;
  }

  /** A table that was dropped and made anew is another one. */
  private boolean exist(Set<Long> tables) {
    try {
      return tables.isEmpty()
          || database.read(connection -> TableInspector.exist(connection, tables));
    } catch (SQLException e) {
      throw new DatabaseUnreachable(e);
    }
  }

  private static Relation relation(String table) {
    try {
      return Identifiers.parseRelation(table);
    } catch (InvalidIdentifier e) {
      throw InvalidRequest.of("table", e.getMessage());
    }
  }

  private TableSchema inspect(Relation relation) {
    if (relation.schema().indexOf('\0') < 0 && relation.name().indexOf('\0') < 0) {
      try {
        var found = database.read(connection -> TableInspector.inspect(connection, relation));
        if (found.isPresent()) {
          return found.get();
        }
      } catch (SQLException e) {
        throw new DatabaseUnreachable(e);
      }
    }
    throw InvalidRequest.of(
        "table",
        "Table \"" + relation.schema() + "\".\"" + relation.name()
            + "\" does not exist. If the table name contains"
            + " capitals or special characters you must quote it.");
  }

  private static @Nullable List<String> queryable(
      TableSchema table, @Nullable List<String> wanted) {
    if (wanted == null) {
      return null;
    }
    requireNone(
        "queryable_columns",
        "The list of queryable columns must include all primary key columns, missing: ",
        minus(table.keyColumns(), wanted));
    requireNone(
        "queryable_columns",
        "The following queryable columns are not found on the table: ",
        minus(wanted, table.columnNames()));
    return wanted.stream().sorted().toList();
  }

  private static List<String> selected(
      TableSchema table, @Nullable List<String> wanted, @Nullable List<String> queryable) {
    List<String> selectable = queryable == null ? table.columnNames() : queryable;
    List<String> columns = wanted == null ? selectable : wanted;
    requireNone(
        "columns",
        "The list of columns must include all primary key columns, missing: ",
        minus(table.keyColumns(), columns));
    requireNone(
        "columns",
        "The following columns are not found on the table: ",
        minus(columns, selectable));
    requireNone(
        "columns",
        "The following columns are generated and cannot be included in the shape: ",
        table.columns().stream()
            .filter(Column::generated)
            .map(Column::name)
            .filter(columns::contains)
            .toList());
    return columns.stream().sorted().toList();
  }

  /** Each occurrence counts, so that a column named twice is one too many. */
  private static List<String> minus(List<String> all, List<String> taken) {
    List<String> rest = new ArrayList<>(all);
    taken.forEach(rest::remove);
    return rest;
  }

  private static void requireNone(String field, String message, List<String> columns) {
    if (!columns.isEmpty()) {
      throw InvalidRequest.of(field, message + String.join(", ", columns));
    }
  }

  private @Nullable Filter filter(TableSchema table, ShapeParameters parameters) {
    if (parameters.where() == null) {
      return null;
    }
    requireNumbered("params", parameters.params());
    try {
      return compile(
          FilterSource.table(table), table, parameters.where(), parameters.params(), true);
    } catch (InvalidFilter e) {
      throw InvalidRequest.of("where", e.getMessage());
    }
  }

  private static void requireNumbered(String field, Map<String, String> params) {
    try {
      requireNumbered(params);
    } catch (InvalidFilter e) {
      throw InvalidRequest.of(field, e.getMessage());
    }
  }

  static void requireNumbered(Map<String, String> params) {
    for (String key : params.keySet()) {
      if (!key.matches("[+-]?\\d{1,9}")) {
        throw new InvalidFilter("Parameters can only use numbers as keys");
      }
    }
    List<Integer> numbers =
        params.keySet().stream().map(Integer::valueOf).sorted().toList();
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) != i + 1) {
        throw new InvalidFilter("Parameters must be numbered sequentially, starting from 1");
      }
    }
  }
}
