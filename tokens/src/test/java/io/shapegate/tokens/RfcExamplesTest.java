package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7515, appendix A, and RFC 7519, sections 3.1 and 6.1. */
class RfcExamplesTest {
  private static final String PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  private static final String HS256 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + PAYLOAD
      + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String ES256 = "eyJhbGciOiJFUzI1NiJ9." + PAYLOAD
      + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  private static final String UNSECURED = "eyJhbGciOiJub25lIn0." + PAYLOAD + ".";
  private static final Vertx VERTX = Vertx.vertx();
  private static final VerificationKey KEY = VerificationKey.of(
      VERTX,
      PublicJwk.fromJson(new JsonObject()
          .put("kty", "EC")
          .put("crv", "P-256")
          .put("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
          .put("y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")));

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  private static Verdict verdict(String token) throws Exception {
    Clock then = Clock.fixed(Instant.ofEpochSecond(1_300_819_379), ZoneOffset.UTC);
    return Settled.result(
        new TokenVerifier(new FixedKeys(List.of(KEY)), new TokenRules("joe", null, null), then)
            .verify(token));
  }

  @Test
  void theSignatureOfA3IsTheKeysAndOneByteLessIsNot() {
    assertTrue(KEY.signed(CompactToken.parse(ES256).orElseThrow()));
    String other = ES256.replace("DtEh", "DtEi");
    assertFalse(KEY.signed(CompactToken.parse(other).orElseThrow()));
  }

  /** Within its time; but a token of ours has a subject. */
  @Test
  void refusesA3ForItsClaims() throws Exception {
    assertEquals(new Verdict.Rejected("the token has no sub"), verdict(ES256));
  }

  @Test
  void refusesTheUnsecuredExample() throws Exception {
    assertEquals(Optional.empty(), CompactToken.parse(UNSECURED));
    assertFalse(verdict(UNSECURED) instanceof Verdict.Verified);
  }

  @Test
  void refusesA1WhereAPublicKeyIsPinned() throws Exception {
    assertTrue(CompactToken.parse(HS256).isPresent());
    assertEquals(new Verdict.Rejected("the token is signed with an unknown key"), verdict(HS256));
  }
}
