package io.shapegate.tokens;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Project Wycheproof's vectors for JSON Web Signatures and Keys: what they call invalid is never taken. */
class WycheproofTest {
  private static final String OTHER_ALGORITHM =
      "we take one hash for each kind of key: HS256, RS256, PS256, ES256 and EdDSA";
  private static final String NOT_CANONICAL =
      "a character that base64url does not have: a second spelling of one token";
  private static final String ANOTHER_HEADER = "the key says PS256, the vector's header PS384";
  private static final String SECRETS_IN_A_SET =
      "a shared secret is a setting; key sets have public keys only";

  /** What they call valid and we refuse on purpose. */
  private static final Map<String, String> REFUSED = Map.ofEntries(
      entry("json_web_signature 264 emptyPayload", OTHER_ALGORITHM),
      entry("json_web_signature 265 allZeroPayload", OTHER_ALGORITHM),
      entry("json_web_signature 266 oneBytePayload", OTHER_ALGORITHM),
      entry("json_web_signature 267 normalPayload", OTHER_ALGORITHM),
      entry("json_web_signature 268 emptyPayload", OTHER_ALGORITHM),
      entry("json_web_signature 269 allZeroPayload", OTHER_ALGORITHM),
      entry("json_web_signature 270 oneBytePayload", OTHER_ALGORITHM),
      entry("json_web_signature 271 normalPayload", OTHER_ALGORITHM),
      entry("json_web_signature 320 emptyPayload", OTHER_ALGORITHM),
      entry("json_web_signature 321 allZeroPayload", OTHER_ALGORITHM),
      entry("json_web_signature 322 oneBytePayload", OTHER_ALGORITHM),
      entry("json_web_signature 323 normalPayload", OTHER_ALGORITHM),
      entry("json_web_signature 325 emptyPayload", OTHER_ALGORITHM),
      entry("json_web_signature 326 allZeroPayload", OTHER_ALGORITHM),
      entry("json_web_signature 327 oneBytePayload", OTHER_ALGORITHM),
      entry("json_web_signature 328 normalPayload", OTHER_ALGORITHM),
      entry("json_web_signature 346 Figure20", ANOTHER_HEADER),
      entry("json_web_signature 347 Figure27", OTHER_ALGORITHM),
      entry("json_web_signature 350 Figure20", ANOTHER_HEADER),
      entry("json_web_signature 351 Figure27", OTHER_ALGORITHM),
      entry("json_web_signature 372 InvalidCharacterInsertedInHeader", NOT_CANONICAL),
      entry("json_web_signature 373 InvalidCharacterInsertedInPayload", NOT_CANONICAL),
      entry("json_web_key 2 acceptsValid", SECRETS_IN_A_SET),
      entry("json_web_key 14 long_key", OTHER_ALGORITHM),
      entry("json_web_key 15 long_key", OTHER_ALGORITHM));

  /** Called invalid for their padding, which the published file has lost: the text is that of a valid one. */
  private static final Map<String, String> THE_SAME_AS = Map.of(
      "json_web_signature 367 invalidBase64Padding", "json_web_signature 357 ValidMac",
      "json_web_signature 370 invalidBase64PaddingInPayload", "json_web_signature 357 ValidMac");

  private static final Vertx VERTX = Vertx.vertx();

  static Stream<WycheproofVector> vectors() {
    return Stream.of("json_web_signature", "json_web_key").flatMap(WycheproofVector::of);
  }

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void takesWhatIsValidAndNothingElse(WycheproofVector vector) throws Exception {
    boolean expected = vector.isValid() && !REFUSED.containsKey(vector.name());

    assertFalse(isTaken(vector, vector.jws()), "a payload that is no JSON");
    if (!THE_SAME_AS.containsKey(vector.name())) {
      assertEquals(expected, isTaken(vector, vector.carriedOver()), vector.carriedOver());
    }
  }

  @Test
  void theListsNameVectorsThatThereAre() {
    Map<String, WycheproofVector> byName =
        vectors().collect(Collectors.toMap(WycheproofVector::name, vector -> vector));
    REFUSED.keySet().forEach(name -> assertTrue(byName.get(name).isValid(), name));
    THE_SAME_AS.forEach(
        (name, other) -> assertEquals(byName.get(other).jws(), byName.get(name).jws(), name));
    assertEquals(401 + 26, byName.size());
  }

  @Test
  void knowsTheWeakKeyByItsModulus() {
    Set<String> weak = vectors()
        .filter(vector -> vector.key().containsKey("n"))
        .filter(vector -> RocaWeakness.isIn(
            new BigInteger(1, Base64Url.decode(vector.key().getString("n")).orElseThrow())))
        .map(WycheproofVector::name)
        .collect(Collectors.toSet());

    assertEquals(Set.of("json_web_key 7 rejectsKeyWithRocaVulnerability"), weak);
  }

  private static boolean isTaken(WycheproofVector vector, String token) throws Exception {
    TokenVerifier verifier = new TokenVerifier(
        new FixedKeys(keys(vector)), new TokenRules(null, null, null), Clock.systemUTC());
    return Settled.result(verifier.verify(token)) instanceof Verdict.Verified;
  }

  /** As a set of public keys, or as the one secret of a setting. */
  private static List<VerificationKey> keys(WycheproofVector vector) {
    List<VerificationKey> keys = new ArrayList<>();
    try {
      if (vector.keys().size() == 1 && "HS256".equals(vector.key().getString("alg"))) {
        keys.add(VerificationKey.unnamed(VERTX, vector.secret()));
      }
    } catch (UnusableKeyException e) {
      // As good as none.
    }
    for (var key : vector.publicKeys()) {
      try {
        keys.add(VerificationKey.of(VERTX, PublicJwk.fromJson(key)));
      } catch (UnusableKeyException e) {
        // As good as none.
      }
    }
    return keys;
  }
}
