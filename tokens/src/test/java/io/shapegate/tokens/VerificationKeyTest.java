package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class VerificationKeyTest {
  private static final String PAYLOAD = "{\"sub\":\"alice\"}";

  /** The claims of RFC 7515, appendix A. */
  private static final String RFC_PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private static boolean signed(VerificationKey key, String token) {
    return key.signed(CompactToken.parse(token).orElseThrow());
  }

  private static VerificationKey key(Algorithm algorithm, KeyPair pair) {
    JsonObject jwk = PublicJwk.of(pair.getPublic()).json().copy();
    return VerificationKey.of(vertx, PublicJwk.fromJson(jwk.put("alg", algorithm.toString())));
  }

  private static String header(Algorithm algorithm) {
    return "{\"alg\":\"" + algorithm + "\"}";
  }

  /** The same token with another first character of its signature. */
  private static String damaged(String token) {
    int at = token.lastIndexOf('.') + 8;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "HS256")
  void knowsItsOwnSignaturesOnly(Algorithm algorithm) {
    KeyPair pair = Minted.of(algorithm);
    VerificationKey key = key(algorithm, pair);
    String token = Minted.signed(algorithm, header(algorithm), PAYLOAD, pair.getPrivate());
    assertTrue(signed(key, token));
    assertFalse(signed(key, damaged(token)));
    assertFalse(signed(key(algorithm, Minted.of(algorithm)), token));
    assertFalse(signed(key, withPayload(token, "{\"sub\":\"mallory\"}")));
  }

  private static String withPayload(String token, String payload) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + Minted.part(payload) + "." + parts[2];
  }

  @Test
  void knowsWhatASecretSigned() {
    VerificationKey key = VerificationKey.of(vertx, Minted.SECRET);
    String token = Minted.hs256(header(Algorithm.HS256), PAYLOAD);
    assertTrue(signed(key, token));
    assertFalse(signed(key, damaged(token)));
    assertFalse(signed(VerificationKey.of(vertx, Minted.SECRET + "x"), token));
  }

  @Test
  void keysOfRsaAreForOneOfTwoAlgorithms() {
    KeyPair pair = Minted.rsa(2048);
    String pss =
        Minted.signed(Algorithm.PS256, header(Algorithm.PS256), PAYLOAD, pair.getPrivate());
    assertFalse(signed(key(Algorithm.RS256, pair), pss));
  }

  /** The library would fill the signature up with a zero again. */
  @Test
  void anRsaSignatureThatEndsInAZeroHasOneFormOnly() {
    KeyPair pair = Minted.rsa(2056);
    VerificationKey key = key(Algorithm.RS256, pair);
    String token = endingInZero(pair);
    int dot = token.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot));
    String cut =
        token.substring(0, dot) + Minted.part(Arrays.copyOf(signature, signature.length - 1));
    assertTrue(signed(key, token));
    assertFalse(signed(key, cut));
  }

  private static String endingInZero(KeyPair pair) {
    for (int i = 0; ; i++) {
      String token = Minted.signed(
          Algorithm.RS256, header(Algorithm.RS256), "{\"n\":" + i + "}", pair.getPrivate());
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
      if (signature[signature.length - 1] == 0) {
        return token;
      }
    }
  }

  @Test
  void aSecretHas32BytesAtLeast() {
    assertThrows(UnusableKeyException.class, () -> VerificationKey.of(vertx, "x".repeat(31)));
    assertThrows(UnusableKeyException.class, () -> VerificationKey.unnamed(vertx, "x".repeat(31)));
    assertEquals(Algorithm.HS256, VerificationKey.of(vertx, "é".repeat(16)).algorithm());
  }

  @Test
  void refusesWhatTheLibraryCannotUse() {
    JsonObject json = new JsonObject().put("kty", "EC").put("crv", "P-521").put("alg", "ES256");
    assertThrows(
        UnusableKeyException.class,
        () -> VerificationKey.of(vertx, new PublicJwk(null, Algorithm.ES256, json)));
  }

  @Test
  void namesASecretWithoutTellingIt() {
    VerificationKey key = VerificationKey.of(vertx, Minted.SECRET);
    assertEquals(Optional.of(SecretKid.of(Minted.SECRET)), key.kid());
    assertEquals(11, SecretKid.of(Minted.SECRET).length());
    assertEquals(Optional.empty(), VerificationKey.unnamed(vertx, Minted.SECRET).kid());
  }

  @Test
  void aPublicKeyIsNoSecret() {
    KeyPair pair = Minted.rsa(2048);
    String forged = Minted.hs256(header(Algorithm.HS256), PAYLOAD);
    assertFalse(signed(key(Algorithm.RS256, pair), forged));
  }

  /** The example of jwt.io, whose secret is text, which that of A.1 is not. */
  @Test
  void verifiesAPublishedHs256Token() {
    String token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0."
        + "KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30";
    VerificationKey key = VerificationKey.of(vertx, "a-string-secret-at-least-256-bits-long");
    assertTrue(signed(key, token));
    assertFalse(signed(key, damaged(token)));
  }

  @Test
  void refusesTheTokenOfAppendixA1WithAnotherSecret() {
    String token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + RFC_PAYLOAD
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assertFalse(signed(VerificationKey.of(vertx, Minted.SECRET), token));
  }

  @Test
  void verifiesTheTokenOfAppendixA2() {
    JsonObject jwk = new JsonObject()
        .put("kty", "RSA")
        .put(
            "n",
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"
                + "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSX"
                + "ndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJ"
                + "H7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ")
        .put("e", "AQAB");
    String token = "eyJhbGciOiJSUzI1NiJ9." + RFC_PAYLOAD
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
        + "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
        + "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
        + "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    assertTrue(signed(VerificationKey.of(vertx, PublicJwk.fromJson(jwk)), token));
    assertFalse(signed(VerificationKey.of(vertx, PublicJwk.fromJson(jwk)), damaged(token)));
  }

  @Test
  void verifiesTheTokenOfAppendixA3() {
    JsonObject jwk = new JsonObject()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
        .put("y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    String token = "eyJhbGciOiJFUzI1NiJ9." + RFC_PAYLOAD
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assertTrue(signed(VerificationKey.of(vertx, PublicJwk.fromJson(jwk)), token));
    assertFalse(signed(VerificationKey.of(vertx, PublicJwk.fromJson(jwk)), damaged(token)));
  }

  @Test
  void theClaimsOfTheAppendixAreRead() {
    String payload = new String(Base64.getUrlDecoder().decode(RFC_PAYLOAD), US_ASCII);
    assertEquals(1_300_819_380L, new JsonObject(payload).getLong("exp"));
  }
}
