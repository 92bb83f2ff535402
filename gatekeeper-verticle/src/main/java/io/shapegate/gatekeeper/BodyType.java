package io.shapegate.gatekeeper;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of body that we read. */
enum BodyType {
  JSON,
  FORM;

  private static final int MAX_LENGTH = 100;
  private static final Pattern MEDIA_TYPE = Pattern.compile(
      "\\s*([a-z0-9.+-]+/[a-z0-9.+-]+)\\s*(?:;\\s*charset=(?:utf-8|\"utf-8\")\\s*)?;?\\s*");

  /** Reads {@code Content-Type}; a {@link Refusal} for any other type, character set or encoding, and for none. */
  static BodyType of(MultiMap headers) {
    List<String> types = headers.getAll(HttpHeaders.CONTENT_TYPE);
    if (headers.contains(HttpHeaders.CONTENT_ENCODING)
        || types.size() != 1
        || types.get(0).length() > MAX_LENGTH) {
      throw unknown();
    }
    Matcher type = MEDIA_TYPE.matcher(types.get(0).toLowerCase(Locale.ROOT));
    if (!type.matches()) {
      throw unknown();
    }
    return switch (type.group(1)) {
      case "application/json" -> JSON;
      case "application/x-www-form-urlencoded" -> FORM;
      default -> throw unknown();
    };
  }

  private static Refusal unknown() {
    return Refusal.unknownContentType(
        "send one Content-Type, application/json or application/x-www-form-urlencoded,"
            + " in UTF-8 and not compressed");
  }
}
