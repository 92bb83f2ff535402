package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CorsTest {
  private static final String APP = "https://app.example.com";

  @Test
  void everyOriginMayReadAnswersAndErrors() {
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(Map.of())) {
      for (RawHttp.Answer answer : List.of(
          gatekeeper.post("/gatekeeper/items", "Origin: " + APP),
          gatekeeper.post("/gatekeeper/items?x", "Origin: " + APP),
          gatekeeper.post("/elsewhere", "Origin: " + APP),
          gatekeeper.get("/.well-known/jwks.json"))) {
        assertEquals(List.of("*"), answer.all("access-control-allow-origin"));
        assertEquals(
            "Retry-After, WWW-Authenticate", answer.header("access-control-expose-headers"));
        assertEquals(List.of(), answer.all("access-control-allow-credentials"));
        assertEquals(List.of(), answer.all("set-cookie"));
      }
    }
  }

  @Test
  void aPreflightNeedsNoCredentialAndReachesNoPolicy() {
    try (TestGatekeeper gatekeeper =
        TestGatekeeper.start(Map.of()).policy(TestGatekeeper.grantsAll())) {
      RawHttp.Answer answer = gatekeeper.raw("OPTIONS /gatekeeper/items HTTP/1.1\r\nHost: x\r\n"
          + "Origin: " + APP + "\r\nAccess-Control-Request-Method: POST\r\n"
          + "Access-Control-Request-Headers: authorization,content-type\r\n\r\n");
      assertEquals(204, answer.status());
      assertEquals("*", answer.header("access-control-allow-origin"));
      assertEquals("POST", answer.header("access-control-allow-methods"));
      assertEquals("Authorization, Content-Type", answer.header("access-control-allow-headers"));
      assertEquals("86400", answer.header("access-control-max-age"));
      assertEquals(List.of(), answer.all("access-control-allow-credentials"));
      assertEquals(List.of(), gatekeeper.asked);
    }
  }

  @Test
  void aPreflightOfAnotherPathIsA404() {
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(Map.of())) {
      assertEquals(
          404, gatekeeper.raw("OPTIONS /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n").status());
    }
  }

  @Test
  void onlyListedOriginsMayReadWhereThereIsAList() {
    try (TestGatekeeper gatekeeper =
        TestGatekeeper.start(Map.of("CORS_ORIGINS", APP + ", http://localhost:5173"))) {
      RawHttp.Answer listed = gatekeeper.post("/gatekeeper/items", "Origin: " + APP);
      assertEquals(List.of(APP), listed.all("access-control-allow-origin"));
      assertEquals("origin", listed.header("vary"));
      for (String origin : List.of("https://evil.example.com", APP + ".evil.com", "null", "*")) {
        RawHttp.Answer other = gatekeeper.post("/gatekeeper/items", "Origin: " + origin);
        assertEquals(List.of(), other.all("access-control-allow-origin"), origin);
        assertEquals("origin", other.header("vary"));
      }
    }
  }
}
