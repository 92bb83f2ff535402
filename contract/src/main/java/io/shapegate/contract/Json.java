package io.shapegate.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed reads from JSON that somebody else wrote: a key of another type is a {@link ContractException}. */
final class Json {
  private Json() {}

  static void onlyKeys(String what, JsonObject json, Set<String> known) {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        throw new ContractException(what + " has a key that is none of "
            + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  static @Nullable String text(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new ContractException(key + " must be a text");
  }

  static String required(JsonObject json, String key) {
    String text = text(json, key);
    if (text == null || text.isEmpty()) {
      throw new ContractException(key + " is missing");
    }
    return text;
  }

  /** An absent key or null reads as an empty object. */
  static JsonObject object(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null) {
      return new JsonObject();
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new ContractException(key + " must be an object");
  }

  /** An absent key or null reads as an empty list. */
  static List<String> texts(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray list) {
      list.stream().filter(String.class::isInstance).forEach(text -> texts.add((String) text));
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw new ContractException(key + " must be a list of texts");
  }

  /** An absent key reads as the given default. */
  static boolean flag(JsonObject json, String key, boolean absent) {
    Object value = json.getValue(key);
    if (value == null && !json.containsKey(key)) {
      return absent;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new ContractException(key + " must be true or false");
  }

  static long integer(JsonObject json, String key) {
    Object value = json.getValue(key);
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new ContractException(key + " must be a whole number");
  }
}
