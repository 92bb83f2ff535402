package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class IdentitySettingsTest {
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
}
