package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Params;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ShapeTokenTest {
  private TestGatekeeper gatekeeper = TestGatekeeper.start(Map.of());

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  @Test
  void aGrantIsAnsweredWithEverythingThatAClientNeedsToConnect() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("application/json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals(List.of(), answer.all("set-cookie"));
    JsonObject json = answer.json();
    assertEquals("http://proxy.example.com/proxy/v1/shape", json.getString("url"));
    assertEquals("items", json.getString("table"));
    assertEquals(new JsonObject().put("table", "items"), json.getJsonObject("params"));
    assertFalse(json.containsKey("where"));
    assertFalse(json.containsKey("columns"));
    assertEquals(Set.of("headers", "url", "table", "params", "expires_at"), json.fieldNames());
    assertTrue(json.getJsonObject("headers").getString("Authorization").startsWith("Bearer ey"));
  }

  @Test
  void theGrantedShapeIsAnsweredNotTheOneAskedFor() throws Exception {
    Shape granted = new Shape(
        TableName.parse("items"),
        "(org_id = $1)",
        new Params(List.of("7")),
        Columns.parse("value,id"),
        Columns.parse("id"),
        Replica.FULL);
    gatekeeper.policy(
        TestGatekeeper.decides(request -> new Allow(granted, false, Duration.ofMinutes(10), null)));
    JsonObject json = gatekeeper.post("/gatekeeper/PUBLIC.Items").json();
    assertEquals("(org_id = $1)", json.getString("where"));
    assertEquals("value,id", json.getString("columns"));
    assertEquals(
        new JsonObject()
            .put("table", "items")
            .put("where", "(org_id = $1)")
            .put("columns", "value,id")
            .put("params", new JsonObject().put("1", "7")),
        json.getJsonObject("params"));
    assertEquals(granted.toJson().put("subsets", false), shapeClaim(json));
  }

  @Test
  void aVerifierThatKnowsOnlyElectricsExampleAcceptsTheToken() throws Exception {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    SignedJWT token = token(gatekeeper.post("/gatekeeper/items").json());
    assertTrue(token.verify(new MACVerifier(TestGatekeeper.AUTH_SECRET)));
    assertEquals("HS256", token.getHeader().getAlgorithm().getName());
    Map<String, Object> shape = token.getJWTClaimsSet().getJSONObjectClaim("shape");
    for (String name : List.of("namespace", "table", "where", "columns")) {
      assertTrue(shape.containsKey(name), name);
    }
    assertNull(shape.get("namespace"));
    assertEquals("items", shape.get("table"));
    assertNull(shape.get("where"));
    assertNull(shape.get("columns"));
  }

  @Test
  void ourOwnProxyAcceptsTheToken() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    String header = gatekeeper
        .post("/gatekeeper/items")
        .json()
        .getJsonObject("headers")
        .getString("Authorization");
    TokenVerifier verifier = new TokenVerifier(
        KeySource.secret(gatekeeper.vertx(), TestGatekeeper.AUTH_SECRET),
        new TokenRules("shapegate", "shapegate-proxy", Duration.ofHours(1)),
        Clock.systemUTC());
    Verdict verdict = TestGatekeeper.await(verifier.verify(header.substring("Bearer ".length())));
    assertInstanceOf(Verdict.Verified.class, verdict);
  }

  @Test
  void theTokenHasEveryClaimThatAProxyAsksFor() throws Exception {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    JsonObject json =
        gatekeeper.post("/gatekeeper/crm.\"It%20ems\"".replace("\"", "%22")).json();
    Map<String, Object> claims = token(json).getJWTClaimsSet().getClaims();
    assertEquals("shapegate", claims.get("iss"));
    assertEquals(List.of("shapegate-proxy"), claims.get("aud"));
    assertEquals("alice", claims.get("sub"));
    assertEquals(claims.get("iat"), claims.get("nbf"));
    assertEquals(36, claims.get("jti").toString().length());
    Instant end = ((Date) claims.get("exp")).toInstant();
    Instant start = ((Date) claims.get("iat")).toInstant();
    assertEquals(Duration.ofMinutes(10), Duration.between(start, end));
    assertEquals(end.toString(), json.getString("expires_at"));
    assertEquals("crm.\"It ems\"", json.getString("table"));
    assertEquals("crm", shapeClaim(json).getString("namespace"));
    assertEquals("\"It ems\"", shapeClaim(json).getString("table"));
  }

  @Test
  void aTokenLivesNoLongerThanTheLimit() throws Exception {
    gatekeeper.policy(TestGatekeeper.decides(
        request -> new Allow(request.shape(), true, Duration.ofSeconds(Long.MAX_VALUE), null)));
    Map<String, Object> claims =
        token(gatekeeper.post("/gatekeeper/items").json()).getJWTClaimsSet().getClaims();
    Instant end = ((Date) claims.get("exp")).toInstant();
    Instant start = ((Date) claims.get("iat")).toInstant();
    assertEquals(Duration.ofHours(1), Duration.between(start, end));
  }

  @Test
  void everyTokenIsAnother() throws Exception {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    String first =
        token(gatekeeper.post("/gatekeeper/items").json()).getJWTClaimsSet().getJWTID();
    String second =
        token(gatekeeper.post("/gatekeeper/items").json()).getJWTClaimsSet().getJWTID();
    assertFalse(first.equals(second));
  }

  @Test
  void thePolicyLearnsWhoAsksForWhat() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.post(
        "/gatekeeper/items?where=a%3D%241&params%5B1%5D=x&columns=id,a&replica=full",
        "Authorization: Bearer "
            + IdentityTokens.with(
                claims -> claims.claim("org_id", 7).claim("roles", List.of("member"))));
    PolicyRequest asked = gatekeeper.asked.get(0);
    assertEquals("alice", asked.subject().id());
    assertFalse(asked.subject().anonymous());
    assertEquals(7, asked.subject().claims().getInteger("org_id"));
    assertEquals("member", asked.subject().claims().getJsonArray("roles").getString(0));
    assertEquals(
        new Shape(
            TableName.parse("items"),
            "a=$1",
            new Params(List.of("x")),
            Columns.parse("id,a"),
            null,
            Replica.FULL),
        asked.shape());
  }

  @Test
  void aDenialIsA403WithThePolicysCodeAndReason() {
    gatekeeper.policy(
        TestGatekeeper.decides(request -> new Deny("no_rule", "no rule\r\ngrants\u202e this")));
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertEquals(403, answer.status());
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals("no_rule", answer.code());
    assertEquals("no rule??grants? this", answer.json().getString("detail"));
    assertEquals(403, answer.json().getInteger("status"));
    assertEquals(36, answer.json().getString("request_id").length());
  }

  static SignedJWT token(JsonObject answer) throws Exception {
    String header = answer.getJsonObject("headers").getString("Authorization");
    return SignedJWT.parse(header.substring("Bearer ".length()));
  }

  private static JsonObject shapeClaim(JsonObject answer) throws Exception {
    String payload = token(answer).getPayload().toString();
    return new JsonObject(payload).getJsonObject("shape");
  }
}
