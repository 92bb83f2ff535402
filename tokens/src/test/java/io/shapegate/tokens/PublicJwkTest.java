package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicJwkTest {
  private static final KeyPair RSA = Minted.rsa(2048);
  private static final KeyPair EC = Minted.elliptic("secp256r1");
  private static final KeyPair ED = Minted.edwards("Ed25519");

  /** RFC 7638, section 3.1. */
  private static final String RFC_7638_MODULUS =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWK"
          + "RXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368Q"
          + "QMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lF"
          + "d2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

  private static JsonObject rsa() {
    return new JsonObject(
        new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).build().toJSONString());
  }

  private static JsonObject ec() {
    return new JsonObject(
        new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic()).build().toJSONString());
  }

  private static JsonObject ed() {
    return PublicJwk.of(ED.getPublic()).json().copy();
  }

  @ParameterizedTest
  @EnumSource(names = {"RS256", "PS256", "ES256", "EDDSA"})
  void readsAKeyForEachAlgorithm(Algorithm algorithm) {
    JsonObject jwk = (switch (algorithm) {
          case RS256, PS256 -> rsa();
          case ES256 -> ec();
          default -> ed();
        })
        .put("alg", algorithm.toString())
        .put("kid", "a");
    PublicJwk key = PublicJwk.fromJson(jwk.copy().put("use", "sig"));
    assertEquals(algorithm, key.algorithm());
    assertEquals("a", key.kid());
    assertEquals(jwk.put("use", "sig"), key.json());
  }

  @Test
  void takesRs256WhereAnRsaKeyNamesNoAlgorithm() {
    assertEquals(Algorithm.RS256, PublicJwk.fromJson(rsa()).algorithm());
  }

  @Test
  void hasNoKidWhereTheEntryHasNone() {
    PublicJwk key = PublicJwk.fromJson(ec());
    assertNull(key.kid());
    assertFalse(key.json().containsKey("kid"));
  }

  @Test
  void takesKeyOperationsThatIncludeVerify() {
    JsonObject jwk = ec().put("key_ops", new JsonArray().add("sign").add("verify"));
    assertEquals(Algorithm.ES256, PublicJwk.fromJson(jwk).algorithm());
  }

  @ParameterizedTest
  @MethodSource("privateKeys")
  void dropsEverythingButThePublicParameters(JWK whole) {
    JsonObject jwk = new JsonObject(whole.toJSONString())
        .put("x5c", new JsonArray().add("AAAA"))
        .put("x5u", "http://attacker.example")
        .put("k", "c2VjcmV0");
    assertTrue(jwk.containsKey("d"));
    assertTrue(Set.of("kty", "crv", "x", "y", "n", "e", "alg", "use")
        .containsAll(PublicJwk.fromJson(jwk).json().fieldNames()));
  }

  static Stream<JWK> privateKeys() {
    return Stream.of(
        new RSAKey.Builder((RSAPublicKey) RSA.getPublic())
            .privateKey((RSAPrivateCrtKey) RSA.getPrivate())
            .build(),
        new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic())
            .privateKey((ECPrivateKey) EC.getPrivate())
            .build());
  }

  private static Arguments refused(String what, JsonObject base, Consumer<JsonObject> change) {
    change.accept(base);
    return Arguments.of(what, base);
  }

  private static String number(long value) {
    return Minted.part(BigInteger.valueOf(value).toByteArray());
  }

  static Stream<Arguments> unusable() {
    String otherY =
        PublicJwk.of(Minted.elliptic("secp256r1").getPublic()).json().getString("y");
    return Stream.of(
        refused("use enc", ec(), jwk -> jwk.put("use", "enc")),
        refused("use null", ec(), jwk -> jwk.putNull("use")),
        refused("use a number", ec(), jwk -> jwk.put("use", 1)),
        refused("key_ops sign", ec(), jwk -> jwk.put("key_ops", new JsonArray().add("sign"))),
        refused("key_ops empty", ec(), jwk -> jwk.put("key_ops", new JsonArray())),
        refused("key_ops no array", ec(), jwk -> jwk.put("key_ops", "sign")),
        refused("no kty", ec(), jwk -> jwk.remove("kty")),
        refused("kty oct", new JsonObject(), jwk -> jwk.put("kty", "oct").put("k", "AAAA")),
        refused("kty of another case", ec(), jwk -> jwk.put("kty", "ec")),
        refused("kid a number", ec(), jwk -> jwk.put("kid", 7)),
        refused("alg ES384", ec(), jwk -> jwk.put("alg", "ES384")),
        refused("alg none", ec(), jwk -> jwk.put("alg", "none")),
        refused("alg HS256 on EC", ec(), jwk -> jwk.put("alg", "HS256")),
        refused("alg HS256 on RSA", rsa(), jwk -> jwk.put("alg", "HS256")),
        refused("alg RS512", rsa(), jwk -> jwk.put("alg", "RS512")),
        refused("alg RSA-OAEP", rsa(), jwk -> jwk.put("alg", "RSA-OAEP")),
        refused("alg Ed25519", ed(), jwk -> jwk.put("alg", "Ed25519")),
        refused("crv P-384", ec(), jwk -> jwk.put("crv", "P-384")),
        refused("crv secp256k1", ec(), jwk -> jwk.put("crv", "secp256k1")),
        refused("no crv", ec(), jwk -> jwk.remove("crv")),
        refused("crv X25519", ed(), jwk -> jwk.put("crv", "X25519")),
        refused("crv Ed448", ed(), jwk -> jwk.put("crv", "Ed448")),
        refused("no y", ec(), jwk -> jwk.remove("y")),
        refused("x a number", ec(), jwk -> jwk.put("x", 5)),
        refused("x of 31 bytes", ec(), jwk -> jwk.put("x", Minted.part(new byte[31]))),
        refused("x of 33 bytes", ec(), jwk -> jwk.put("x", Minted.part(new byte[33]))),
        refused("x empty", ec(), jwk -> jwk.put("x", "")),
        refused("x with padding", ec(), jwk -> jwk.put("x", jwk.getString("x") + "=")),
        refused("x in plain base64", ec(), jwk -> jwk.put("x", "+/" + "A".repeat(41))),
        refused("the y of another point", ec(), jwk -> jwk.put("y", otherY)),
        refused(
            "the origin",
            ec(),
            jwk -> jwk.put("x", Minted.part(new byte[32])).put("y", Minted.part(new byte[32]))),
        refused("Ed25519 of 31 bytes", ed(), jwk -> jwk.put("x", Minted.part(new byte[31]))),
        refused("no point of Ed25519", ed(), jwk -> jwk.put("x", Minted.part(edwardsY(2)))),
        refused("the neutral point", ed(), jwk -> jwk.put("x", Minted.part(edwardsY(1)))),
        refused("no n", rsa(), jwk -> jwk.remove("n")),
        refused("no e", rsa(), jwk -> jwk.remove("e")),
        refused("e is 1", rsa(), jwk -> jwk.put("e", number(1))),
        refused("e is even", rsa(), jwk -> jwk.put("e", number(65_538))),
        refused(
            "e of 65 bits",
            rsa(),
            jwk -> jwk.put(
                "e", Minted.part(BigInteger.TWO.pow(65).add(BigInteger.ONE).toByteArray()))),
        refused("RSA of 1,024 bits", rsa(), jwk -> jwk.put("n", modulus(1_024))),
        refused("RSA of 2,047 bits", rsa(), jwk -> jwk.put("n", modulus(2_047))),
        refused("RSA of 8,193 bits", rsa(), jwk -> jwk.put("n", modulus(8_193))),
        refused(
            "RSA of 1,024 bits behind zeros",
            rsa(),
            jwk -> jwk.put("n", Minted.part(new byte[256]))));
  }

  private static byte[] edwardsY(int y) {
    byte[] encoded = new byte[32];
    encoded[0] = (byte) y;
    return encoded;
  }

  private static String modulus(int bits) {
    return Minted.part(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE).toByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void refuses(String what, JsonObject jwk) {
    UnusableKeyException refusal =
        assertThrows(UnusableKeyException.class, () -> PublicJwk.fromJson(jwk), what);
    assertFalse(String.valueOf(refusal.getMessage()).contains("\n"));
  }

  @Test
  void namesAKeyByItsThumbprintAsInTheExampleOfTheRfc() throws Exception {
    PublicKey example = KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(
            new BigInteger(1, Base64.getUrlDecoder().decode(RFC_7638_MODULUS)),
            BigInteger.valueOf(65_537)));
    assertEquals(
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", PublicJwk.of(example).kid());
  }

  @Test
  void agreesWithAnotherImplementationOnThumbprintsAndParameters() throws Exception {
    for (int i = 0; i < 200; i++) {
      KeyPair pair = Minted.elliptic("secp256r1");
      JWK other = new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).build();
      PublicJwk ours = PublicJwk.of(pair.getPublic());
      assertEquals(other.computeThumbprint().toString(), ours.kid());
      assertTrue(ours.json().stream()
          .toList()
          .containsAll(new JsonObject(other.toJSONString()).stream().toList()));
    }
  }

  @Test
  void readsTheKeyOfRfc8037() throws Exception {
    JsonObject jwk = new JsonObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assertEquals(Algorithm.EDDSA, PublicJwk.fromJson(jwk).algorithm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp384r1", "secp521r1"})
  void refusesOtherCurvesOfTheJdk(String curve) {
    KeyPair pair = Minted.elliptic(curve);
    assertThrows(UnusableKeyException.class, () -> PublicJwk.of(pair.getPublic()));
    assertThrows(UnusableKeyException.class, () -> PublicJwk.fromPem(Minted.pem(pair)));
  }

  @Test
  void refusesEd448AndWeakRsaInAPem() {
    KeyPair ed448 = Minted.edwards("Ed448");
    KeyPair weak = Minted.rsa(1024);
    assertThrows(UnusableKeyException.class, () -> PublicJwk.fromPem(Minted.pem(ed448)));
    assertThrows(UnusableKeyException.class, () -> PublicJwk.fromPem(Minted.pem(weak)));
  }

  static Stream<KeyPair> pairs() {
    return Stream.of(RSA, EC, ED);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void readsAPemInTheSpellingsThatOccur(KeyPair pair) {
    PublicJwk key = PublicJwk.of(pair.getPublic());
    String pem = Minted.pem(pair);
    assertEquals(key, PublicJwk.fromPem(pem));
    assertEquals(key, PublicJwk.fromPem("\n  " + pem.replace("\n", "\r\n") + "  "));
    assertEquals(key, PublicJwk.fromPem(pem.replace("\n", "")), "in one line");
    assertEquals(key, PublicJwk.fromPem(pem.replace("\n", " ")), "blanks for line breaks");
    assertEquals(key, PublicJwk.fromPem(pem.strip()), "without the last line break");
  }

  static Stream<Arguments> noPems() {
    String pem = Minted.pem(EC);
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("words", "my public key"),
        Arguments.of("a private key", Minted.pem("PRIVATE KEY", EC.getPrivate().getEncoded())),
        Arguments.of("two keys", pem + pem),
        Arguments.of("another label", pem.replace("PUBLIC KEY", "RSA PUBLIC KEY")),
        Arguments.of("a cut key", pem.substring(0, 60) + "\n-----END PUBLIC KEY-----"),
        Arguments.of("no content", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"),
        Arguments.of("a certificate of garbage", Minted.pem("CERTIFICATE", new byte[300])),
        Arguments.of("a certificate of nothing", "-----BEGIN CERTIFICATE-----"),
        Arguments.of("garbage", Minted.pem("PUBLIC KEY", new byte[91])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noPems")
  void refusesAPem(String what, String pem) {
    assertThrows(UnusableKeyException.class, () -> PublicJwk.fromPem(pem), what);
  }

  @Test
  void neverThrowsAnythingElseForABrokenPem() {
    byte[] good = EC.getPublic().getEncoded();
    for (int i = 0; i < good.length * 8; i++) {
      byte[] broken = good.clone();
      broken[i / 8] ^= (byte) (1 << i % 8);
      try {
        PublicJwk.fromPem(Minted.pem("PUBLIC KEY", broken));
      } catch (UnusableKeyException e) {
        // As promised.
      }
    }
  }

  @Test
  void readsTheKeyOfACertificate() throws Exception {
    assertEquals(
        PublicJwk.fromPem(resource("/public-key.pem")),
        PublicJwk.fromPem(resource("/certificate.pem")));
  }

  private static String resource(String name) throws IOException {
    try (InputStream content =
        Objects.requireNonNull(PublicJwkTest.class.getResourceAsStream(name))) {
      return new String(content.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
