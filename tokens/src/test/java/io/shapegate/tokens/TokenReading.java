package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** What must hold of every text that is taken for a token. */
final class TokenReading {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int MAX_LENGTH = 16_384;

  private TokenReading() {}

  /** Whether the text is taken for a token. Nothing may be thrown; what is taken has one spelling and one reading. */
  static boolean check(String text) {
    boolean taken = CompactToken.parse(text).isPresent();
    if (taken) {
      isReadTheSame(CompactToken.parse(text).orElseThrow());
      hasOneSpelling(text);
    }
    return taken;
  }

  private static void isReadTheSame(CompactToken token) {
    String[] parts = token.text().split("\\.", -1);
    JsonObject header = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[0])));
    assertEquals(header.getValue("alg"), token.algorithm().toString());
    assertEquals(header.getValue("kid"), token.kid());
    assertEquals(
        Set.of(),
        Set.copyOf(header.fieldNames().stream()
            .filter(Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc")::contains)
            .toList()));
    assertEquals(
        new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1]))), token.payload());
    assertTrue(token.signature().length >= 32);
    assertEquals(parts[2], Minted.part(token.signature()));
  }

  private static void hasOneSpelling(String text) {
    String[] parts = text.split("\\.", -1);
    assertEquals(3, parts.length);
    assertTrue(text.getBytes(UTF_8).length <= MAX_LENGTH);
    for (int i = 0; i < parts.length; i++) {
      byte[] bytes = Base64.getUrlDecoder().decode(parts[i]);
      assertEquals(parts[i], Minted.part(bytes));
      String start = parts[i].substring(0, parts[i].length() - 1);
      for (char last : (ALPHABET + "=").toCharArray()) {
        isRefusedWhereItIsTheSame(parts, i, start + last, bytes);
      }
      isRefusedWhereItIsTheSame(parts, i, Base64.getUrlEncoder().encodeToString(bytes), bytes);
    }
  }

  private static void isRefusedWhereItIsTheSame(
      String[] parts, int index, String spelling, byte[] bytes) {
    String[] changed = parts.clone();
    changed[index] = spelling;
    if (!spelling.equals(parts[index]) && Arrays.equals(bytes, lenient(spelling))) {
      assertTrue(CompactToken.parse(String.join(".", changed)).isEmpty(), spelling);
    }
  }

  private static byte[] lenient(String base64) {
    try {
      return Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
