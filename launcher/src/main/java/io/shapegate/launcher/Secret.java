package io.shapegate.launcher;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A value that no log may show. */
public record Secret(String value) {
  private static final int MIN_BYTES = 32;
  private static final int MIN_DISTINCT_CHARACTERS = 8;

  /** From examples on the web, that of Electric's gatekeeper among them, and the base64 of it in its Caddyfile. */
  private static final Set<String> WELL_KNOWN = Set.of(
      "nfl5*0bc#9u6e@tnmc&e7sun6gwhflmy",
      "nfl5*0bm#9u6e@tnmc&e7sun6gwhflmy",
      "tkzmnsowqmmjovu2rub0bm1djku3u1voqnkd3sgzmbvk=",
      "tkzmnsowqmmjovu2rub0bm1djku3u1vonkd3sgzmbvk=",
      "super-secret-jwt-token-with-at-least-32-characters-long",
      "your-256-bit-secret-your-256-bit-secret",
      "a-string-secret-at-least-256-bits-long",
      "your-super-secret-jwt-token-with-at-least-32-characters-long",
      "0123456789abcdef0123456789abcdef",
      "abcdefghijklmnopqrstuvwxyz123456",
      "abcdefghijklmnopqrstuvwxyz012345");

  /** Refuses what signs tokens but can be guessed: under 32 bytes, published, or made of a few characters. */
  public Secret requireStrong(String name) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < MIN_BYTES) {
      throw new SettingException(
          name,
          "has " + bytes + " bytes; give at least " + MIN_BYTES
              + ", such as from: openssl rand -base64 48");
    }
    if (WELL_KNOWN.contains(value.toLowerCase(Locale.ROOT))
        || value.chars().distinct().count() < MIN_DISTINCT_CHARACTERS) {
      throw new SettingException(
          name, "is a well-known or guessable value; make one with: openssl rand -base64 48");
    }
    return this;
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
