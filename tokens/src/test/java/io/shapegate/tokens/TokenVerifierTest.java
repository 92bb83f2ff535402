package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.tokens.Verdict.Rejected;
import io.shapegate.tokens.Verdict.Undecided;
import io.shapegate.tokens.Verdict.Verified;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TokenVerifierTest {
  /** Far from today: only this clock may count. */
  private static final long NOW = 4_000_000_000L;

  private static final KeyPair EC = Minted.elliptic("secp256r1");
  private static final String ES256 = "{\"alg\":\"ES256\"}";
  private static final String HS256 = "{\"alg\":\"HS256\"}";
  private static final TokenRules IDENTITY = new TokenRules(null, null, null);
  private static final TokenRules OURS = new TokenRules(null, null, Duration.ofHours(1));
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("sub", "alice")
        .put("jti", "j")
        .put("iat", NOW)
        .put("nbf", NOW)
        .put("exp", NOW + 60);
  }

  private static Verdict judge(KeySource keys, TokenRules rules, String token) throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    return Settled.result(new TokenVerifier(keys, rules, clock).verify(token));
  }

  private static Verdict bySecret(String token) throws Exception {
    return judge(KeySource.secret(vertx, Minted.SECRET), IDENTITY, token);
  }

  private static KeySource publicKey() {
    return KeySource.publicKey(vertx, PublicJwk.of(EC.getPublic()));
  }

  private static void assertRejected(String part, Verdict verdict) {
    Rejected rejected = assertInstanceOf(Rejected.class, verdict);
    assertTrue(rejected.reason().contains(part), rejected.reason());
  }

  @Test
  void aGoodTokenBringsItsClaims() throws Exception {
    assertEquals(new Verified(claims()), bySecret(Minted.hs256(HS256, claims().encode())));
  }

  @Test
  void onlyTheGivenClockCounts() throws Exception {
    assertInstanceOf(
        Verified.class,
        bySecret(Minted.hs256(HS256, claims().put("exp", NOW + 1).encode())));
    assertRejected(
        "expired", bySecret(Minted.hs256(HS256, claims().put("exp", NOW).encode())));
    assertRejected(
        "not valid yet",
        bySecret(Minted.hs256(HS256, claims().put("nbf", NOW + 6).encode())));
  }

  @Test
  void rejectsWhatIsNoToken() throws Exception {
    for (String text : List.of("", "..", "a.b.c", "null", "\uD800", "x".repeat(100_000))) {
      assertRejected("not a JWT", bySecret(text));
    }
  }

  @Test
  void rejectsAnotherKeyAndAnotherAlgorithm() throws Exception {
    String token = Minted.signed(Algorithm.ES256, ES256, claims().encode(), EC.getPrivate());
    assertInstanceOf(Verified.class, judge(publicKey(), IDENTITY, token));
    assertRejected("unknown key", bySecret(token));
    assertRejected(
        "unknown key", judge(publicKey(), IDENTITY, Minted.hs256(HS256, claims().encode())));
    assertRejected(
        "signature",
        judge(
            KeySource.publicKey(vertx, PublicJwk.of(Minted.elliptic("secp256r1").getPublic())),
            IDENTITY,
            token));
  }

  @Test
  void rejectsUnsignedTokens() throws Exception {
    String none = Minted.part("{\"alg\":\"none\"}") + "." + Minted.part(claims().encode());
    assertRejected("not a JWT", bySecret(none));
    assertRejected("not a JWT", bySecret(none + "."));
    assertRejected("signature", bySecret(Minted.unsigned(HS256, claims().encode())));
  }

  @Test
  void isUndecidedWithoutAnyKey() throws Exception {
    assertInstanceOf(
        Undecided.class,
        judge(new FixedKeys(List.of()), IDENTITY, Minted.hs256(HS256, claims().encode())));
  }

  @Test
  void ourTokensHaveOneSignatureOnly() throws Exception {
    for (int i = 0; i < 8; i++) {
      String token =
          Minted.signed(Algorithm.ES256, ES256, claims().put("n", i).encode(), EC.getPrivate());
      int dot = token.lastIndexOf('.') + 1;
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot));
      byte[] smaller = SignatureForm.withSmallerS(signature);
      String only = token.substring(0, dot) + Minted.part(smaller);
      String other = token.substring(0, dot) + Minted.part(withLargerS(smaller));
      assertInstanceOf(Verified.class, judge(publicKey(), OURS, only));
      assertRejected("signature", judge(publicKey(), OURS, other));
      assertInstanceOf(Verified.class, judge(publicKey(), IDENTITY, other));
    }
  }

  private static byte[] withLargerS(byte[] signature) {
    byte[] larger = signature.clone();
    BigInteger s = P256.ORDER.subtract(new BigInteger(1, signature, 32, 32));
    byte[] bytes = s.toByteArray();
    for (int i = 0; i < 32; i++) {
      int from = bytes.length - 32 + i;
      larger[32 + i] = from < 0 ? 0 : bytes[from];
    }
    return larger;
  }

  @Test
  void neverFailsWhateverTheClaimsSay() throws Exception {
    for (String name : List.of(
        "sub",
        "exp",
        "iat",
        "nbf",
        "aud",
        "iss",
        "jti",
        "amr",
        "leeway",
        "rootClaim",
        "accessToken",
        "access_token")) {
      for (Object value :
          new Object[] {"text", 1, -1, 1.5, true, new JsonObject(), List.of(), Long.MAX_VALUE}) {
        String token = Minted.hs256(HS256, claims().put(name, value).encode());
        Verdict verdict = bySecret(token);
        assertTrue(verdict instanceof Verified || verdict instanceof Rejected);
      }
      bySecret(Minted.hs256(HS256, claims().putNull(name).encode()));
    }
  }

  @Test
  void claimsThatTheLibraryReadsForItselfDoNotMatter() throws Exception {
    JsonObject claims = claims()
        .put("leeway", "x")
        .put("rootClaim", new JsonObject())
        .put("accessToken", 1)
        .put("amr", new JsonObject());
    assertEquals(new Verified(claims), bySecret(Minted.hs256(HS256, claims.encode())));
  }

  @Test
  void noChangedTokenIsVerified() throws Exception {
    Random random = new Random(7);
    String token = Minted.hs256(HS256, claims().encode());
    KeySource keys = KeySource.secret(vertx, Minted.SECRET);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder changed = new StringBuilder(token);
      int at = random.nextInt(token.length());
      changed.setCharAt(at, (char) (32 + random.nextInt(95)));
      if (changed.toString().equals(token)) {
        continue;
      }
      assertInstanceOf(Rejected.class, judge(keys, IDENTITY, changed.toString()));
    }
  }
}
