package io.shapegate.gatekeeper;

import static io.shapegate.contract.ElectricParameters.COLUMNS;
import static io.shapegate.contract.ElectricParameters.PARAMS;
import static io.shapegate.contract.ElectricParameters.QUERYABLE_COLUMNS;
import static io.shapegate.contract.ElectricParameters.REPLICA;
import static io.shapegate.contract.ElectricParameters.TABLE;
import static io.shapegate.contract.ElectricParameters.WHERE;

import io.shapegate.contract.Columns;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a shape beside its table, gathered from a query and a body. A field given twice, and one that a shape does
 * not have, is a {@link ContractException}.
 */
final class ShapeFields {
  private static final Set<String> KNOWN =
      Set.of(WHERE, COLUMNS, QUERYABLE_COLUMNS, REPLICA, PARAMS);
  private static final String PARAM_PREFIX = PARAMS + "[";

  private final Set<String> given = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> params = new HashMap<>();

  /** Takes fields as a query or a form spells them: texts, with one {@code params[n]} for each parameter. */
  void addTexts(Map<String, String> fields) {
    fields.forEach((name, value) -> {
      if (name.startsWith(PARAM_PREFIX) && name.endsWith("]")) {
        params.put(name.substring(PARAM_PREFIX.length(), name.length() - 1), value);
        give(name);
      } else if (name.equals(PARAMS)) {
        throw new ContractException("here, params are written params[1]=…&params[2]=…");
      } else {
        give(known(name));
        texts.put(name, value);
      }
    });
  }

  /** Takes fields as JSON spells them: null as if it were not there, lists as arrays, params as an object or an array. */
  void addJson(JsonObject fields) {
    for (String name : fields.fieldNames()) {
      Object value = fields.getValue(name);
      give(known(name));
      if (name.equals(PARAMS)) {
        addParams(value);
      } else if (value instanceof String text) {
        texts.put(name, text);
      } else if (value instanceof JsonArray list && isList(name)) {
        texts.put(name, Columns.of(listOfTexts(name, list)).toString());
      } else if (value != null) {
        throw new ContractException(
            isList(name)
                ? name + " must be a text or an array of texts"
                : name + " must be a text");
      }
    }
  }

  Shape toShape(TableName table) {
    return new Shape(
        table,
        texts.get(WHERE),
        Params.of(params),
        parsed(COLUMNS, Columns::parse),
        parsed(QUERYABLE_COLUMNS, Columns::parse),
        parsed(REPLICA, Replica::parse));
  }

  private void addParams(@Nullable Object value) {
    if (!params.isEmpty()) {
      throw new ContractException("params are given in the query and in the body");
    }
    if (value instanceof JsonArray list) {
      params.putAll(new Params(listOfTexts(PARAMS, list)).byNumber());
    } else if (value instanceof JsonObject object) {
      params.putAll(Params.of(object.getMap()).byNumber());
    } else if (value != null) {
      throw new ContractException("params must be an object or an array of texts");
    }
  }

  private void give(String name) {
    if (!given.add(name)) {
      throw new ContractException("a field is given in the query and in the body");
    }
  }

  private <T> @Nullable T parsed(String name, Function<String, T> parser) {
    String text = texts.get(name);
    return text == null ? null : parser.apply(text);
  }

  private static String known(String name) {
    if (name.equals(TABLE)) {
      throw new ContractException("the table stands in the path, and only there");
    }
    if (!KNOWN.contains(name)) {
      throw new ContractException(
          "an unknown field; a shape has where, params, columns, queryable_columns and replica");
    }
    return name;
  }

  private static boolean isList(String name) {
    return name.equals(COLUMNS) || name.equals(QUERYABLE_COLUMNS);
  }

  private static List<String> listOfTexts(String name, JsonArray list) {
    return list.stream()
        .map(entry -> {
          if (entry instanceof String text) {
            return text;
          }
          throw new ContractException(name + " must hold texts only; write numbers as texts");
        })
        .toList();
  }
}
