package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest extends GrantingGatekeeper {
  @Test
  void whoGivesNoCredentialIsAskedForOne() {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items", "X: y");
    assertEquals(401, answer.status());
    assertEquals("no_credential", answer.code());
    assertEquals("Bearer", answer.header("www-authenticate"));
    assertTrue(gatekeeper.asked.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Bearer  "})
  void theSchemeIsNotCaseSensitive(String scheme) {
    RawHttp.Answer answer = gatekeeper.post(
        "/gatekeeper/items", "Authorization: " + scheme + " " + IdentityTokens.of("alice"));
    assertEquals(200, answer.status(), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Basic YWxpY2U6c2VjcmV0",
        "Token %s",
        "%s",
        "Bearer%s",
        "Bearer %s x",
        "Bearer %s, Bearer %s",
        "Bearer %s,",
        "Bearer Bearer %s",
        "Bearer \"%s\"",
        "Bearer\t%s",
        "Bearer %s.",
        "Bearer .%s",
        "Bearer %s=",
        "Bearer %s==",
        "Bearer a.b.c",
        "Bearer ..",
        "Negotiate %s",
      })
  void aHeaderThatIsNotOneTokenIsA401(String form) {
    assertBadCredential("Authorization: " + form.replace("%s", IdentityTokens.of("alice")));
  }

  @Test
  void twoHeadersAreA401() {
    String header = "Authorization: Bearer " + IdentityTokens.of("alice");
    assertBadCredential(header, header);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Cookie: token=%s", "X-Authorization: Bearer %s", "Proxy-Authorization: Bearer %s"
      })
  void aTokenElsewhereDoesNotCount(String header) {
    RawHttp.Answer answer =
        gatekeeper.post("/gatekeeper/items", header.replace("%s", IdentityTokens.of("alice")));
    assertEquals(401, answer.status());
    assertEquals("no_credential", answer.code());
  }

  static Stream<Arguments> badClaims() {
    return Stream.of(
        claims("no sub", c -> c.subject(null)),
        claims("an empty sub", c -> c.subject("")),
        claims("a sub that is no text", c -> c.claim("sub", 7)),
        claims("a long sub", c -> c.subject("a".repeat(257))),
        claims("a line feed in sub", c -> c.subject("alice\nadmin")),
        claims("a bidi override in sub", c -> c.subject("alice\u202e")),
        claims("a NUL in sub", c -> c.subject("alice\0")),
        claims("the name of nobody", c -> c.subject("anonymous")),
        claims("no exp", c -> c.expirationTime(null)),
        claims("expired", c -> c.expirationTime(in(-1))),
        claims("exp as text", c -> c.claim("exp", "2999")),
        claims("not yet", c -> c.notBeforeTime(in(60))),
        claims("issued later", c -> c.issueTime(in(60))),
        claims("no aud", c -> c.audience((String) null)),
        claims("another aud", c -> c.audience("https://other.example.com")),
        claims("aud in another case", c -> c.audience("HTTPS://APP.EXAMPLE.COM")),
        claims("a shape token", c -> c.claim("shape", Map.of("table", "items"))),
        claims("an empty shape claim", c -> c.claim("shape", "")),
        claims(
            "our iss and aud",
            c -> c.issuer("shapegate")
                .audience(List.of("shapegate-proxy", IdentityTokens.AUDIENCE))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badClaims")
  void aTokenWithTheWrongClaimsIsA401(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
    assertBadCredential("Authorization: Bearer " + IdentityTokens.with(change));
  }

  @Test
  void ourOwnShapeTokenIsNoCredential() {
    String own = gatekeeper
        .post("/gatekeeper/items")
        .json()
        .getJsonObject("headers")
        .getString("Authorization");
    gatekeeper.asked.clear();
    assertBadCredential("Authorization: " + own);
  }

  @Test
  void aTokenSignedWithTheSigningSecretIsNoCredential() {
    assertBadCredential("Authorization: Bearer "
        + IdentityTokens.signed(
            new JWSHeader(JWSAlgorithm.HS256), TestGatekeeper.AUTH_SECRET, c -> c));
  }

  @Test
  void anUnsignedTokenIsNoCredential() {
    String token = IdentityTokens.of("alice");
    String payload = token.split("\\.", -1)[1];
    for (String header : List.of("{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{}")) {
      String unsigned = Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(header.getBytes(StandardCharsets.UTF_8))
          + "." + payload + ".";
      assertBadCredential("Authorization: Bearer " + unsigned);
      assertBadCredential("Authorization: Bearer " + unsigned + token.split("\\.", -1)[2]);
    }
  }

  @Test
  void aTokenOfTwentyKilobytesIsNoCredential() {
    assertBadCredential("Authorization: Bearer "
        + IdentityTokens.with(c -> c.claim("padding", "x".repeat(15_000))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key-1", "../../etc/passwd", "x' or 1=1"})
  void theProviderMayNameASharedSecretAsItLikes(String kid) {
    String token = IdentityTokens.signed(
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .keyID(kid)
            .type(JOSEObjectType.JWT)
            .build(),
        IdentityTokens.SECRET,
        c -> c);
    assertEquals(
        200,
        gatekeeper.post("/gatekeeper/items", "Authorization: Bearer " + token).status());
  }

  private static Date in(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static Arguments claims(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
    return Arguments.of(what, change);
  }

  private static void assertBadCredential(String... headers) {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items", headers);
    assertEquals(401, answer.status(), answer.body());
    assertEquals("invalid_token", answer.code());
    assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
    assertTrue(gatekeeper.asked.isEmpty(), "a policy was asked");
  }
}
