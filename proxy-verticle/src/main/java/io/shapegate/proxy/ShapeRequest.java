package io.shapegate.proxy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.StrictQuery;
import io.shapegate.contract.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of {@code /v1/shape}: the parts of a shape as it names them, where it stands in the shape's log, and
 * the subset that it asks for in the query.
 */
record ShapeRequest(
    TableName table,
    @Nullable String where,
    Params params,
    @Nullable Columns columns,
    @Nullable Columns queryableColumns,
    @Nullable Replica replica,
    LogPosition position,
    Subset subset) {
  private static final String PARAM_START = ElectricParameters.PARAMS + '[';
  private static final Pattern PARAM = Pattern.compile("params\\[[1-9][0-9]{0,4}]");

  /** Reads a query string; one that is not unambiguous is a {@link ContractException}. */
  static ShapeRequest parse(@Nullable String query) {
    Map<String, String> parameters = StrictQuery.parse(query);
    parameters.keySet().forEach(ShapeRequest::refuseOtherSpelling);
    String table = parameters.get(ElectricParameters.TABLE);
    if (table == null) {
      throw new ContractException("the parameter table is missing");
    }
    return new ShapeRequest(
        TableName.parse(table),
        parameters.get(ElectricParameters.WHERE),
        params(parameters),
        parsed(parameters, ElectricParameters.COLUMNS, Columns::parse),
        parsed(parameters, ElectricParameters.QUERYABLE_COLUMNS, Columns::parse),
        parsed(parameters, ElectricParameters.REPLICA, Replica::parse),
        LogPosition.from(parameters),
        Subset.from(parameters));
  }

  /** The same request with the subset of a POST's body. */
  ShapeRequest withSubset(Subset other) {
    return new ShapeRequest(
        table, where, params, columns, queryableColumns, replica, position, other);
  }

  /** All names that begin like a parameter's have its form. */
  private static Params params(Map<String, String> parameters) {
    Map<String, String> byNumber = new HashMap<>();
    parameters.forEach((name, value) -> {
      if (name.startsWith(PARAM_START)) {
        byNumber.put(name.substring(PARAM_START.length(), name.length() - 1), value);
      }
    });
    return byNumber.isEmpty() ? Params.NONE : Params.of(byNumber);
  }

  /** Electric reads {@code table[]} and {@code subset[where]} too; we take one spelling of each name. */
  private static void refuseOtherSpelling(String name) {
    int bracket = name.indexOf('[');
    boolean electrics =
        bracket >= 0 && !PARAM.matcher(name).matches() && isElectrics(name.substring(0, bracket));
    if (electrics || name.equals(ElectricParameters.PARAMS) || name.equals("subset")) {
      throw new ContractException(
          "parameters are written table, columns, params[1], subset__where and so on");
    }
  }

  private static boolean isElectrics(String name) {
    return ElectricParameters.SHAPE.contains(name)
        || LogPosition.NAMES.contains(name)
        || name.startsWith("subset");
  }

  private static <T> @Nullable T parsed(
      Map<String, String> parameters, String name, Function<String, T> parser) {
    String value = parameters.get(name);
    return value == null ? null : parser.apply(value);
  }
}
