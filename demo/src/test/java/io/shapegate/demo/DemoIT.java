package io.shapegate.demo;

import static io.shapegate.demo.SampleBody.item;
import static io.shapegate.demo.SampleBody.move;
import static io.shapegate.demo.SampleBody.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo's API, on the sample tables and with its own role. */
class DemoIT {
  private static TestDemo demo;

  @BeforeAll
  static void start() throws Exception {
    demo = TestDemo.shared();
  }

  @Test
  void signsADemoUserInWithATokenForTheGatekeeper() throws Exception {
    HttpResponse<String> answer = demo.post("/demo/sign-in", new JsonObject().put("user", "bob"));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("no-store", answer.headers().firstValue("cache-control").orElseThrow());
    JsonObject body = new JsonObject(answer.body());
    SignedJWT token = SignedJWT.parse(body.getString("token"));
    assertTrue(token.verify(new MACVerifier(TestDemo.SECRET)));
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertEquals("bob", claims.getSubject());
    assertEquals("test-issuer", claims.getIssuer());
    assertEquals(List.of("test-audience"), claims.getAudience());
    assertEquals(List.of("member", "manager"), claims.getStringListClaim("roles"));
    Duration lifetime =
        Duration.between(Instant.now(), claims.getExpirationTime().toInstant());
    assertTrue(lifetime.toHours() >= 23 && lifetime.toHours() <= 24, lifetime.toString());
    assertTrue(Instant.parse(body.getString("expires_at")).isAfter(Instant.now()));
  }

  @Test
  void listsWhatThePickersOffer() throws Exception {
    JsonObject samples = new JsonObject(demo.get("/demo/samples").body());

    assertEquals(
        List.of("alice", "bob", "carol"),
        samples.getJsonArray("users").stream()
            .map(user -> ((JsonObject) user).getString("name"))
            .toList());
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("id", 1).put("name", "Acme"))
            .add(new JsonObject().put("id", 2).put("name", "Globex")),
        samples.getJsonArray("organisations"));
    assertTrue(samples.getJsonArray("shapes").stream()
        .anyMatch(shape -> ((JsonObject) shape).getString("table").equals("my-open-tasks")));
  }

  @Test
  void insertsATaskIntoAProjectOfItsOrganisation() throws Exception {
    String id = UUID.randomUUID().toString();

    HttpResponse<String> answer = demo.post("/demo/rows", task(id, 2, " Feed the sharks "));

    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(id, new JsonObject(answer.body()).getString("id"));
    assertEquals(
        "2|2|Feed the sharks|false",
        demo.read(
            "SELECT concat_ws('|', org_id, project_id, title, done::text) FROM tasks WHERE id = '"
                + id + "'"));
  }

  @Test
  void insertsAnItem() throws Exception {
    String id = UUID.randomUUID().toString();
    String hostile = "'); DROP TABLE items; --";

    HttpResponse<String> answer = demo.post("/demo/rows", item(id, hostile));

    assertEquals(201, answer.statusCode(), answer.body());
    assertEquals(hostile, demo.read("SELECT value FROM items WHERE id = '" + id + "'"));
  }

  @Test
  void movesATaskToAProjectOfAnotherOrganisation() throws Exception {
    String id = UUID.randomUUID().toString();
    demo.post("/demo/rows", task(id, 1, "Move me"));

    HttpResponse<String> answer = demo.post("/demo/moves", move(id, 2));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(
        "2|2",
        demo.read("SELECT concat_ws('|', org_id, project_id) FROM tasks WHERE id = '" + id + "'"));
  }

  @Test
  void isReadyWhileTheDatabaseAnswers() throws Exception {
    HttpResponse<String> ready = demo.get("/health/ready");

    assertEquals(200, ready.statusCode(), ready.body());
    assertTrue(ready.body().contains("database"), ready.body());
  }
}
