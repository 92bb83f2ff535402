package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class FixedKeysTest {
  private static final KeyPair EC = Minted.elliptic("secp256r1");
  private static final KeyPair RSA = Minted.rsa(2048);
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private static VerificationKey key(KeyPair pair, @Nullable String kid) {
    JsonObject jwk = PublicJwk.of(pair.getPublic()).json().copy();
    if (kid == null) {
      jwk.remove("kid");
    } else {
      jwk.put("kid", kid);
    }
    return VerificationKey.of(vertx, PublicJwk.fromJson(jwk));
  }

  private static Optional<VerificationKey> found(
      List<VerificationKey> keys, Algorithm algorithm, @Nullable String kid) {
    return new FixedKeys(keys).lookUp(algorithm, kid);
  }

  @Test
  void aKidFindsTheKeyOfThatNameAndAlgorithm() {
    VerificationKey a = key(EC, "a");
    VerificationKey b = key(EC, "b");
    VerificationKey other = key(RSA, "a");
    assertEquals(Optional.of(a), found(List.of(a, b, other), Algorithm.ES256, "a"));
    assertEquals(Optional.of(other), found(List.of(a, b, other), Algorithm.RS256, "a"));
    assertEquals(Optional.empty(), found(List.of(a, b, other), Algorithm.PS256, "a"));
    assertEquals(Optional.empty(), found(List.of(a, b, other), Algorithm.RS256, "b"));
    assertEquals(Optional.empty(), found(List.of(a, b, other), Algorithm.ES256, "A"));
  }

  @Test
  void withoutKidThereMustBeNoChoice() {
    VerificationKey a = key(EC, "a");
    VerificationKey other = key(RSA, "b");
    assertEquals(Optional.of(a), found(List.of(a, other), Algorithm.ES256, null));
    assertEquals(Optional.empty(), found(List.of(a, key(EC, "b")), Algorithm.ES256, null));
  }

  @Test
  void aKeyWithoutKidIsForAnyKidThatNoOtherKeyHas() {
    VerificationKey named = key(EC, "a");
    VerificationKey unnamed = key(EC, null);
    assertEquals(Optional.of(unnamed), found(List.of(unnamed), Algorithm.ES256, "any"));
    assertEquals(Optional.of(named), found(List.of(named, unnamed), Algorithm.ES256, "a"));
    assertEquals(Optional.of(unnamed), found(List.of(named, unnamed), Algorithm.ES256, "b"));
    assertEquals(Optional.empty(), found(List.of(named, unnamed), Algorithm.ES256, null));
  }

  @Test
  void twoKeysOfOneNameAreAChoiceThatNobodyMakes() {
    assertEquals(
        Optional.empty(), found(List.of(key(EC, "a"), key(EC, "a")), Algorithm.ES256, "a"));
  }

  @Test
  void isReadyOnlyWithAKey() {
    assertFalse(new FixedKeys(List.of()).isReady());
    assertTrue(KeySource.secret(vertx, Minted.SECRET).isReady());
    assertTrue(KeySource.publicKey(vertx, PublicJwk.of(EC.getPublic())).isReady());
  }

  @Test
  void aForeignSecretIsFoundByAnyKidAndOurOwnByItsName() throws Exception {
    KeySource foreign = KeySource.foreignSecret(vertx, Minted.SECRET);
    KeySource ours = KeySource.secret(vertx, Minted.SECRET);
    assertTrue(Settled.result(foreign.find(Algorithm.HS256, "any")).isPresent());
    assertTrue(Settled.result(ours.find(Algorithm.HS256, "any")).isEmpty());
    assertTrue(
        Settled.result(ours.find(Algorithm.HS256, SecretKid.of(Minted.SECRET))).isPresent());
    assertTrue(Settled.result(ours.find(Algorithm.HS256, null)).isPresent());
  }
}
