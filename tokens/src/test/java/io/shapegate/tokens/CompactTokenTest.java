package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompactTokenTest {
  private static final String HEADER = "{\"alg\":\"HS256\"}";
  private static final String GOOD = Minted.hs256(HEADER, "{\"sub\":\"alice\"}");
  private static final int MAX_LENGTH = 16_384;

  private static void assertRefused(String text) {
    assertTrue(CompactToken.parse(text).isEmpty(), text.substring(0, Math.min(100, text.length())));
  }

  private static void assertTaken(String text) {
    assertTrue(CompactToken.parse(text).isPresent(), text);
  }

  @Test
  void takesATokenApart() {
    CompactToken token = CompactToken.parse(Minted.hs256(
            "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"k\"}", "{\"sub\":\"alice\"}"))
        .orElseThrow();
    assertEquals(Algorithm.HS256, token.algorithm());
    assertEquals("k", token.kid());
    assertEquals(new JsonObject().put("sub", "alice"), token.payload());
    assertArrayEquals(
        Base64.getUrlDecoder().decode(token.text().split("\\.", -1)[2]), token.signature());
  }

  @Test
  void aTokenNeedsNoKid() {
    assertNull(CompactToken.parse(GOOD).orElseThrow().kid());
  }

  static Stream<String> otherSpellings() {
    String[] parts = GOOD.split("\\.", -1);
    String loose = Minted.part("{\"sub\":\"bob1\"}");
    return Stream.of(
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        GOOD + ".",
        "." + GOOD,
        GOOD + "=",
        GOOD + " ",
        " " + GOOD,
        GOOD + "\n",
        GOOD + "\0",
        GOOD + "\u0100",
        parts[0] + "." + parts[1],
        parts[0] + "." + parts[1] + ".",
        parts[0] + ".." + parts[2],
        "." + parts[1] + "." + parts[2],
        parts[0] + "=." + parts[1] + "." + parts[2],
        parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2],
        parts[0] + "." + parts[1] + "." + withLastBitSet(parts[2]),
        parts[0] + "." + withLastBitSet(loose) + "." + parts[2],
        GOOD.replace('_', '/').replace('-', '+') + "+/",
        "Bearer " + GOOD);
  }

  /** Another last character that decodes to the same bytes. */
  private static String withLastBitSet(String base64) {
    char last = base64.charAt(base64.length() - 1);
    return base64.substring(0, base64.length() - 1) + (char) (last + 1);
  }

  @ParameterizedTest
  @MethodSource("otherSpellings")
  void refusesEverySpellingButTheCanonicalOne(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"HS256\"",
        "",
        "{\"alg\":null}",
        "{\"alg\":1}",
        "{\"alg\":\"\"}",
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":\"HS256 \"}",
        "{\"alg\":\"HS384\"}",
        "{\"alg\":\"HS512\"}",
        "{\"alg\":\"ES256K\"}",
        "{\"alg\":\"ES384\"}",
        "{\"alg\":\"RS512\"}",
        "{\"alg\":\"Ed25519\"}",
        "{\"alg\":\"RSA-OAEP\"}",
        "{\"alg\":[\"HS256\"]}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"al\\u0067\":\"none\"}",
        "{\"alg\":\"HS256\",\"kid\":null}",
        "{\"alg\":\"HS256\",\"kid\":1}",
        "{\"alg\":\"HS256\",\"kid\":\"\"}",
        "{\"alg\":\"HS256\",\"kid\":[\"a\"]}",
        "{\"alg\":\"HS256\",\"crit\":[]}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"b64\":false}",
        "{\"alg\":\"HS256\",\"b64\":true}",
        "{\"alg\":\"HS256\",\"jku\":\"https://a.example\"}",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}",
        "{\"alg\":\"HS256\",\"x5u\":\"https://a.example\"}",
        "{\"alg\":\"HS256\",\"x5c\":[\"AA\"]}",
        "{\"alg\":\"HS256\",\"zip\":\"DEF\"}",
        "{\"alg\":\"HS256\",\"enc\":\"A128GCM\"}",
        "{\"alg\":\"HS256\"}{}",
        "{\"alg\":\"HS256\"} x",
        "{\"alg\":\"HS256\",}",
        "{\"alg\":\"HS256\"/**/}",
        "{\"alg\":\"HS256\"} // comment",
        "{'alg':'HS256'}",
        "{alg:\"HS256\"}",
        "\uFEFF{\"alg\":\"HS256\"}"
      })
  void refusesAHeader(String header) {
    assertRefused(Minted.hs256(header, "{\"sub\":\"alice\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "1",
        "{\"sub\":\"alice\",\"sub\":\"bob\"}",
        "{\"sub\":\"alice\",\"s\\u0075b\":\"bob\"}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"sub\":\"alice\"/* or bob */}",
        "{\"sub\":\"alice\"}\n{\"sub\":\"bob\"}",
        "{\"sub\":NaN}",
        "{\"sub\":01}",
        "{\"sub\":\"a\nb\"}",
        "{\"sub\":"
      })
  void refusesAPayload(String payload) {
    assertRefused(Minted.hs256(HEADER, payload));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertRefused(Minted.part(HEADER) + "."
        + Minted.part(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}) + "."
        + Minted.part(new byte[32]));
  }

  @Test
  void allowsSixteenLevelsAndNoMore() {
    assertTaken(Minted.hs256(HEADER, nested(16)));
    assertRefused(Minted.hs256(HEADER, nested(17)));
    assertRefused(Minted.hs256(HEADER, "{\"a\":" + "[".repeat(12_000)));
    assertRefused(Minted.hs256("{\"a\":".repeat(2_000), "{}"));
  }

  private static String nested(int levels) {
    return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
  }

  @Test
  void allowsSixteenKibibytesAndNoMore() {
    int overhead = Minted.hs256(HEADER, "{\"a\":\"\"}").length();
    String fits =
        Minted.hs256(HEADER, "{\"a\":\"" + "x".repeat((MAX_LENGTH - overhead) * 3 / 4) + "\"}");
    assertTrue(fits.length() <= MAX_LENGTH && fits.length() > MAX_LENGTH - 4);
    assertTaken(fits);
    assertRefused(Minted.hs256(HEADER, "{\"a\":\"" + "x".repeat(MAX_LENGTH) + "\"}"));
    assertRefused(".".repeat(MAX_LENGTH));
    assertRefused("x".repeat(1_000_000));
  }

  @Test
  void allowsAKidOf256Characters() {
    assertTaken(Minted.hs256(kid(256), "{}"));
    assertRefused(Minted.hs256(kid(257), "{}"));
  }

  private static String kid(int length) {
    return "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(length) + "\"}";
  }

  @Test
  void refusesASignatureThatCannotBeOneOfItsAlgorithm() {
    assertRefused(Minted.unsigned("{\"alg\":\"ES256\"}", "{}"));
    assertRefused(Minted.unsigned("{\"alg\":\"RS256\"}", "{}"));
    assertRefused(Minted.unsigned("{\"alg\":\"EdDSA\"}", "{}"));
    assertRefused(Minted.part("{\"alg\":\"ES256\"}") + ".e30." + Minted.part(new byte[64]));
  }

  /** Keys of the same hash in the JSON parser's symbol table, and in a hash map. */
  @Test
  void colludingKeysCostNoMoreThanOthersAndHarmNobody() {
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      for (List<String> pair : List.of(List.of("Ab", "BA"), List.of("Aa", "BB"))) {
        String token = Minted.hs256(HEADER, objectOf(collisions(pair)));
        for (int i = 0; i < 200; i++) {
          CompactToken.parse(token);
        }
      }
    });
    assertTaken(GOOD);
  }

  private static List<String> collisions(List<String> pair) {
    List<String> keys = List.of("");
    for (int i = 0; i < 9; i++) {
      keys = keys.stream().flatMap(key -> pair.stream().map(key::concat)).toList();
    }
    return keys;
  }

  private static String objectOf(List<String> keys) {
    return keys.stream().map(key -> '"' + key + "\":0").collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void largeNumbersCostNothing() {
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      assertTaken(Minted.hs256(HEADER, "{\"a\":1e999999999,\"b\":-1e-999999999}"));
      assertRefused(Minted.hs256(HEADER, "{\"a\":" + "9".repeat(11_000) + "}"));
    });
  }

  @Test
  void neverThrowsForAChangedToken() {
    Random random = new Random(1);
    List<String> texts = new ArrayList<>(otherSpellings().toList());
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int j = random.nextInt(4); j >= 0; j--) {
        text.setCharAt(random.nextInt(text.length()), (char)
            random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
      texts.add(text.toString());
    }
    texts.forEach(CompactToken::parse);
  }
}
