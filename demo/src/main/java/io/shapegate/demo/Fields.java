package io.shapegate.demo;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The fields of a request's body, each with its type. Whatever cannot be read is a {@link Refusal} that names the field. */
record Fields(JsonObject body) {
  private static final int MAX_TEXT = 200;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Cn}]");

  /** Refuses fields beyond those. */
  static Fields of(JsonObject body, String... known) {
    Set<String> names = Set.of(known);
    body.fieldNames().stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
      throw Refusal.unreadable("there are the fields " + String.join(", ", known) + " only");
    });
    return new Fields(body);
  }

  /** 1 to 200 printable characters, without blanks around them. */
  String text(String name) {
    if (body.getValue(name) instanceof String text
        && !text.isBlank()
        && text.length() <= MAX_TEXT
        && !UNPRINTABLE.matcher(text).find()) {
      return text.strip();
    }
    throw Refusal.unreadable(name + " must be a text of 1 to " + MAX_TEXT + " characters");
  }

  UUID uuid(String name) {
    if (body.getValue(name) instanceof String text && UUID_TEXT.matcher(text).matches()) {
      return UUID.fromString(text);
    }
    throw Refusal.unreadable(name + " must be a UUID in lower case");
  }

  int integer(String name) {
    if (body.getValue(name) instanceof Integer number) {
      return number;
    }
    throw Refusal.unreadable(name + " must be a whole number");
  }
}
