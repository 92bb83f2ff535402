package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {
  private static TestGatekeeper gatekeeper;

  @BeforeAll
  static void start() {
    gatekeeper = TestGatekeeper.start(Map.of()).policy(TestGatekeeper.grantsAll());
  }

  @AfterAll
  static void stop() {
    gatekeeper.close();
  }

  @BeforeEach
  void forget() {
    gatekeeper.asked.clear();
  }

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

  @Test
  void anonymousIsWhoGivesNoCredentialWhereThatIsSwitchedOn() {
    try (TestGatekeeper open = TestGatekeeper.start(Map.of("ALLOW_ANONYMOUS", "true"))
        .policy(TestGatekeeper.grantsAll())) {
      assertEquals(200, open.post("/gatekeeper/items", "X: y").status());
      assertTrue(open.asked.get(0).subject().anonymous());
      assertEquals("anonymous", open.asked.get(0).subject().id());
      assertEquals(200, open.post("/gatekeeper/items").status());
      assertFalse(open.asked.get(1).subject().anonymous());
      RawHttp.Answer bad = open.post("/gatekeeper/items", "Authorization: Bearer x.y.z");
      assertEquals(401, bad.status());
      assertEquals(401, open.post("/gatekeeper/items", "Authorization:").status());
      assertEquals(2, open.asked.size());
    }
  }

  @Test
  void withoutAnyKeyEveryTokenIsRefused() {
    try (TestGatekeeper open = TestGatekeeper.start(
            Map.of("ALLOW_ANONYMOUS", "true", "IDENTITY_SECRET", "", "IDENTITY_AUDIENCE", ""))
        .policy(TestGatekeeper.grantsAll())) {
      assertEquals(401, open.post("/gatekeeper/items").status());
      assertEquals(200, open.post("/gatekeeper/items", "X: y").status());
    }
  }

  @Test
  void theIssuerIsCheckedWhereOneIsConfigured() {
    try (TestGatekeeper strict = TestGatekeeper.start(
            Map.of("IDENTITY_ISSUER", "https://id.example.com"))
        .policy(TestGatekeeper.grantsAll())) {
      assertEquals(401, strict.post("/gatekeeper/items").status());
      String good = IdentityTokens.with(c -> c.issuer("https://id.example.com"));
      assertEquals(
          200, strict.post("/gatekeeper/items", "Authorization: Bearer " + good).status());
    }
  }

  @Test
  void anyAudienceCountsWhereThatIsSaidAloud() {
    try (TestGatekeeper lax = TestGatekeeper.start(
            Map.of("IDENTITY_AUDIENCE", "", "IDENTITY_AUDIENCE_ANY", "true"))
        .policy(TestGatekeeper.grantsAll())) {
      String token = IdentityTokens.with(c -> c.audience("anything"));
      assertEquals(
          200, lax.post("/gatekeeper/items", "Authorization: Bearer " + token).status());
    }
  }

  @Test
  void aPublicKeyInPemVerifiesWhateverItIsCalled() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    String pem = "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.toECPublicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----";
    try (TestGatekeeper pinned = TestGatekeeper.start(
            Map.of("IDENTITY_SECRET", "", "IDENTITY_PUBLIC_KEY", pem))
        .policy(TestGatekeeper.grantsAll())) {
      String token = es256(key, "some-name");
      assertEquals(
          200,
          pinned.post("/gatekeeper/items", "Authorization: Bearer " + token).status());
      String confused = IdentityTokens.signed(new JWSHeader(JWSAlgorithm.HS256), pem, c -> c);
      assertEquals(
          401,
          pinned.post("/gatekeeper/items", "Authorization: Bearer " + confused).status());
      String foreign = es256(new ECKeyGenerator(Curve.P_256).generate(), "some-name");
      assertEquals(
          401,
          pinned.post("/gatekeeper/items", "Authorization: Bearer " + foreign).status());
    }
  }

  @Test
  void aKeySetThatIsNotThereYetIsA503AndThenItWorks() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Vertx vertx = Vertx.vertx();
    AtomicReference<JsonObject> keys = new AtomicReference<>();
    HttpServer provider = vertx.createHttpServer().requestHandler(request -> {
      JsonObject known = keys.get();
      request.response().setStatusCode(known == null ? 500 : 200).end(String.valueOf(known));
    });
    TestGatekeeper.await(provider.listen(0, "127.0.0.1"));
    try (TestGatekeeper late = TestGatekeeper.start(Map.of(
            "IDENTITY_SECRET",
            "",
            "IDENTITY_JWKS_URL",
            "http://127.0.0.1:" + provider.actualPort() + "/jwks"))
        .policy(TestGatekeeper.grantsAll())) {
      String header = "Authorization: Bearer " + es256(key, "k1");
      RawHttp.Answer answer = late.post("/gatekeeper/items", header);
      assertEquals(503, answer.status());
      assertEquals("identity_unavailable", answer.code());
      assertEquals("2", answer.header("retry-after"));
      assertTrue(late.asked.isEmpty());
      TestGatekeeper.until(
          () -> late.get("/health/ready").body().contains("\"policy.rules\":\"UP\""));
      assertEquals(503, late.get("/health/ready").status());
      JsonObject jwks = new JsonObject()
          .put("keys", new JsonArray().add(new JsonObject(key.toPublicJWK().toJSONObject())));
      keys.set(jwks);
      TestGatekeeper.until(() -> late.get("/health/ready").status() == 200);
      assertEquals(200, late.post("/gatekeeper/items", header).status());
    } finally {
      TestGatekeeper.await(vertx.close());
    }
  }

  @Test
  void anIssuerIsDiscoveredAndImpliesIss() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Vertx vertx = Vertx.vertx();
    HttpServer provider = vertx.createHttpServer().requestHandler(request -> {
      String base = "http://" + request.getHeader("host");
      JsonObject body = request.path().equals("/.well-known/openid-configuration")
          ? new JsonObject().put("issuer", base + "/").put("jwks_uri", base + "/keys")
          : new JsonObject()
              .put("keys", new JsonArray().add(new JsonObject(key.toPublicJWK().toJSONObject())));
      request.response().end(body.toBuffer());
    });
    TestGatekeeper.await(provider.listen(0, "127.0.0.1"));
    String issuer = "http://127.0.0.1:" + provider.actualPort() + "/";
    try (TestGatekeeper oidc = TestGatekeeper.start(
            Map.of("IDENTITY_SECRET", "", "IDENTITY_OIDC_ISSUER", issuer))
        .policy(TestGatekeeper.grantsAll())) {
      TestGatekeeper.until(() -> oidc.get("/health/ready").status() == 200);
      String good =
          IdentityTokens.signed(header("k1"), new ECDSASigner(key), c -> c.issuer(issuer));
      assertEquals(
          200, oidc.post("/gatekeeper/items", "Authorization: Bearer " + good).status());
      String other = IdentityTokens.signed(
          header("k1"), new ECDSASigner(key), c -> c.issuer("https://other.example.com"));
      assertEquals(
          401, oidc.post("/gatekeeper/items", "Authorization: Bearer " + other).status());
      String none = es256(key, "k1");
      assertEquals(
          401, oidc.post("/gatekeeper/items", "Authorization: Bearer " + none).status());
    } finally {
      TestGatekeeper.await(vertx.close());
    }
  }

  private static JWSHeader header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build();
  }

  private static String es256(ECKey key, String kid) throws Exception {
    return IdentityTokens.signed(header(kid), new ECDSASigner(key), c -> c);
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
