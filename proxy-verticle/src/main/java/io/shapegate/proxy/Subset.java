package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.Params;
import io.shapegate.contract.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query for some rows of a shape, which Electric runs on top of the shape's own filter. In a GET its parts are {@code
 * subset__…} parameters, in a POST the keys of the body. In the body Electric lets every key that it does not know as a
 * subset's override the query, so the body is written anew and has nothing but the five known keys.
 *
 * @param parts by key; empty where there is no subset
 * @param isPresent false where the client asked for the shape as such
 */
record Subset(JsonObject parts, boolean isPresent) {
  private static final Subset NONE = new Subset(new JsonObject(), false);
  private static final Set<String> IGNORED_KEYS = Set.of("where_expr", "order_by_expr");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** Reads a GET's parameters; one that Electric would not understand is a {@link ContractException}. */
  static Subset from(Map<String, String> query) {
    Map<String, Object> parts = new LinkedHashMap<>();
    query.forEach((name, value) -> {
      if (name.startsWith(ElectricParameters.SUBSET_PREFIX)) {
        put(
            parts,
            name.substring(ElectricParameters.SUBSET_PREFIX.length()),
            fromQuery(name, value));
      }
    });
    return parts.isEmpty() ? NONE : new Subset(new JsonObject(parts), true);
  }

  /** Reads a POST's body; an empty one asks for the shape as such. */
  static Subset fromBody(Buffer body) {
    if (body.length() == 0) {
      return NONE;
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    StrictJson.object(body.getBytes())
        .forEach(entry -> put(parts, entry.getKey(), entry.getValue()));
    return new Subset(new JsonObject(parts), true);
  }

  /** The parameters of the upstream's GET, values not yet encoded. */
  Map<String, String> toParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String key : parts.fieldNames()) {
      parameters.put(ElectricParameters.SUBSET_PREFIX + key, String.valueOf(parts.getValue(key)));
    }
    return parameters;
  }

  /** The body of the upstream's POST. */
  Buffer toBody() {
    return isPresent ? parts.toBuffer() : Buffer.buffer();
  }

  private static @Nullable Object fromQuery(String name, String value) {
    return switch (name.substring(ElectricParameters.SUBSET_PREFIX.length())) {
      case "limit", "offset" -> number(name, value);
      case "params" -> StrictJson.object(value.getBytes(StandardCharsets.UTF_8));
      default -> value;
    };
  }

  private static Integer number(String name, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new ContractException(name + " must be a whole number");
    }
    return Integer.valueOf(text);
  }

  private static void put(Map<String, Object> parts, String key, @Nullable Object value) {
    if (IGNORED_KEYS.contains(key)) {
      return;
    }
    if (!ElectricParameters.SUBSET_KEYS.contains(key)) {
      throw new ContractException(
          "a subset has where, params, limit, offset and order_by, and nothing else");
    }
    if (value != null) {
      parts.put(key, checked(key, value));
    }
  }

  private static Object checked(String key, Object value) {
    return switch (key) {
      case "params" -> params(value);
      case "limit", "offset" -> checkedNumber(key, value);
      default -> checkedText(key, value);
    };
  }

  private static Integer checkedNumber(String key, Object value) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw new ContractException(key + " must be a whole number");
  }

  private static String checkedText(String key, Object value) {
    if (value instanceof String text && isPlain(text)) {
      return text;
    }
    throw new ContractException(key + " must be a text that Postgres can read");
  }

  /** Postgres takes no NUL, and half of a surrogate pair has no UTF-8 form. */
  private static boolean isPlain(String text) {
    return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** The client sends what the application gave it: texts, numbers or booleans. Electric takes them all as texts. */
  private static JsonObject params(Object value) {
    if (!(value instanceof JsonObject given)) {
      throw new ContractException("params must be an object such as {\"1\": \"a\"}");
    }
    Map<String, Object> texts = new LinkedHashMap<>();
    for (String number : given.fieldNames()) {
      Object param = given.getValue(number);
      if (!isScalar(param)) {
        throw new ContractException("the values of params must be texts");
      }
      texts.put(number, String.valueOf(param));
    }
    return Params.of(texts).toJson();
  }

  /** A number beyond a double, such as 1e999, has no text: it would become the word Infinity. */
  private static boolean isScalar(@Nullable Object param) {
    return param instanceof String
        || param instanceof Boolean
        || (param instanceof Number number && Double.isFinite(number.doubleValue()));
  }
}
