package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {
  private static String refusal(String value) {
    return String.valueOf(
        assertThrows(SettingException.class, () -> new Secret(value).requireStrong("AUTH_SECRET"))
            .getMessage());
  }

  @Test
  void takes32RandomBytes() {
    Secret secret = new Secret("8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2i");
    assertSame(secret, secret.requireStrong("AUTH_SECRET"));
  }

  @Test
  void countsBytesAndNotCharacters() {
    new Secret("äöüßéèêëñçàâîïôû").requireStrong("AUTH_SECRET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2"})
  void refusesLessThan32Bytes(String value) {
    String refusal = refusal(value);
    assertTrue(refusal.startsWith("AUTH_SECRET: has " + value.length() + " bytes"), refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NFL5*0Bc#9U6E@tnmC&E7SUN6GwHfLmY",
        "TkZMNSowQmMjOVU2RUB0bm1DJkU3U1VONkd3SGZMbVk=",
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "a-string-secret-at-least-256-bits-long",
        "your-256-bit-secret-your-256-bit-secret",
        "0123456789ABCDEF0123456789abcdef",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabcabcabcabcabcabcabcabc",
        "12345671234567123456712345671234567"
      })
  void refusesWhatCanBeGuessed(String value) {
    String refusal = refusal(value);
    assertTrue(refusal.startsWith("AUTH_SECRET: is a well-known or guessable value"), refusal);
    assertFalse(refusal.contains(value));
  }

  @Test
  void isHiddenWhereItIsPrinted() {
    assertEquals("[hidden]", new Secret("8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2i").toString());
  }
}
