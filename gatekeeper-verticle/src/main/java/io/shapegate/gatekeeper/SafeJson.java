package io.shapegate.gatekeeper;

import io.vertx.core.json.JsonObject;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** JSON that a log or a terminal can show: what is invisible, or would steer either of them, is escaped. */
final class SafeJson {
  private static final Pattern STRANGE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]");
  private static final Pattern STRANGE_BUT_LINES =
      Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} \\n]");

  private SafeJson() {}

  /** In one line; the same JSON, as what is escaped stands within texts. */
  static String line(JsonObject json) {
    return STRANGE.matcher(json.encode()).replaceAll(SafeJson::escaped);
  }

  /** In several lines, indented. */
  static String lines(JsonObject json) {
    return STRANGE_BUT_LINES
        .matcher(json.encodePrettily().replace("\r\n", "\n"))
        .replaceAll(SafeJson::escaped);
  }

  private static String escaped(MatchResult strange) {
    StringBuilder escaped = new StringBuilder();
    for (char c : strange.group().toCharArray()) {
      escaped.append(String.format("\\\\u%04x", (int) c));
    }
    return escaped.toString();
  }
}
