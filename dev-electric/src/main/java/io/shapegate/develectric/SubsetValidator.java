package io.shapegate.develectric;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the subset part of a request. */
final class SubsetValidator {
  private final ShapeValidator validator;
  private final ShapeDefinition shape;

  SubsetValidator(ShapeValidator validator, ShapeDefinition shape) {
    this.validator = validator;
    this.shape = shape;
  }

  Subset validate(Object given) {
    if (!(given instanceof Map<?, ?> values)) {
      throw InvalidRequest.of("subset", "is invalid");
    }
    ParameterReader reader = new ParameterReader(values);
    String orderBy = reader.text("order_by");
    Integer limit = reader.integer("limit");
    Integer offset = reader.integer("offset");
    String where = reader.text("where");
    Map<String, String> params = params(reader);
    checkNumbers(reader, orderBy, limit, offset);
    if (!reader.errors().isEmpty()) {
      throw new InvalidRequest(new JsonObject().put("subset", reader.errors()));
    }
    return new Subset(filter(where, params), order(orderBy), limit, offset);
  }

  private static void checkNumbers(
      ParameterReader reader,
      @Nullable String orderBy,
      @Nullable Integer limit,
      @Nullable Integer offset) {
    if (limit != null && limit <= 0) {
      reader.error("limit", "must be greater than 0");
    }
    if (offset != null && offset < 0) {
      reader.error("offset", "must be greater than or equal to 0");
    }
    if ((limit != null || offset != null) && orderBy == null) {
      reader.error("order_by", "order_by is required when limit or offset is present");
    }
  }

  /** A JSON text, or an object; values of any simple type count as their text. */
  private static Map<String, String> params(ParameterReader reader) {
    Object value = reader.raw("params");
    Map<String, String> params = new TreeMap<>();
    if (value instanceof String text) {
      try {
        value = new JsonObject(text).getMap();
      } catch (DecodeException e) {
        reader.error("params", "params must be valid JSON");
        return params;
      }
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> params.put(String.valueOf(key), item == null ? "" : item.toString()));
    } else if (value != null) {
      reader.error("params", "is invalid");
    }
    return params;
  }

  private @Nullable Filter filter(@Nullable String where, Map<String, String> params) {
    if (where == null) {
      return null;
    }
    try {
      ShapeValidator.requireNumbered(params);
      FilterSource source = FilterSource.columns(shape.table(), RowSelect.visible(shape), "");
      return validator.compile(source, shape.table(), where, params, false);
    } catch (InvalidFilter e) {
      throw InvalidRequest.inSubset("where", e.getMessage());
    }
  }

  private @Nullable String order(@Nullable String orderBy) {
    try {
      return orderBy == null ? null : OrderBy.parse(orderBy, RowSelect.visible(shape));
    } catch (InvalidFilter e) {
      throw InvalidRequest.inSubset("order_by", e.getMessage());
    } catch (InvalidIdentifier e) {
      throw InvalidRequest.inSubset("order_by", e.getMessage());
    }
  }
}
