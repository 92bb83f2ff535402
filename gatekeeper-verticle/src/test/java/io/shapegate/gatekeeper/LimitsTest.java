package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.BodyReader;
import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.CorsHeaders;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a limit there is the right status, no policy hears of it, and the server goes on. */
final class LimitsTest {
  private static final int LIMIT = 65_536;
  private static TestGatekeeper gatekeeper;

  @BeforeAll
  static void start() {
    gatekeeper = TestGatekeeper.start(Map.of()).policy(TestGatekeeper.grantsAll());
  }

  @AfterAll
  static void stop() {
    assertEquals(200, gatekeeper.post("/gatekeeper/items").status());
    gatekeeper.close();
  }

  @Test
  void aBodyOfTheLimitIsRead() {
    String body = "{}" + " ".repeat(LIMIT - 2);
    assertEquals(200, gatekeeper.postJson("/gatekeeper/items", body).status());
  }

  @Test
  void aBodyOverTheLimitIsA413() {
    RawHttp.Answer answer = gatekeeper.postJson("/gatekeeper/items", "{}" + " ".repeat(LIMIT - 1));
    assertProblem(413, "body_too_large", answer);
  }

  @Test
  void anAnnouncedBodyOverTheLimitIsA413BeforeItIsSent() {
    RawHttp.Answer answer = gatekeeper.raw(head("Content-Length: 65537") + "\r\n");
    assertProblem(413, "body_too_large", answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967297", "9223372036854775807"})
  void anAbsurdLengthIsA413(String length) {
    assertProblem(
        413, "body_too_large", gatekeeper.raw(head("Content-Length: " + length) + "\r\n"));
  }

  @Test
  void aChunkedBodyIsRead() {
    RawHttp.Answer answer =
        gatekeeper.raw(head("Content-Type: application/json", "Transfer-Encoding: chunked")
            + "\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");
    assertEquals(200, answer.status(), answer.body());
  }

  @Test
  void aChunkedBodyOverTheLimitIsA413BeforeItsEnd() {
    String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
    RawHttp.Answer answer =
        gatekeeper.raw(head("Content-Type: application/json", "Transfer-Encoding: chunked") + "\r\n"
            + chunk.repeat(5));
    assertProblem(413, "body_too_large", answer);
  }

  @Test
  void theConnectionGoesOnAfterABodyThatWasALittleTooLarge() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      RawHttp.Answer answer = http.send(head("Content-Length: 200000") + "\r\n").receive();
      assertProblem(413, "body_too_large", answer);
      http.send("x".repeat(200_000)).send(head() + "\r\n");
      assertEquals(200, http.receive().status());
    }
  }

  @Test
  void theConnectionEndsAfterABodyThatGoesOnAndOn() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      http.send(head("Transfer-Encoding: chunked") + "\r\n");
      String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
      boolean ended = false;
      for (int i = 0; i < 10_000 && !ended; i++) {
        ended = !sends(http, chunk);
      }
      assertTrue(ended, "160 MB were taken");
    }
  }

  @Test
  void anUnwantedBodyElsewhereEndsTheConnectionToo() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      http.send("POST /elsewhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertEquals(404, http.receive().status());
      String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
      boolean ended = false;
      for (int i = 0; i < 10_000 && !ended; i++) {
        ended = !sends(http, chunk);
      }
      assertTrue(ended, "160 MB were taken");
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIsA408AndEndsTheConnection() {
    HttpServer server = gatekeeper.vertx().createHttpServer().requestHandler(request -> {
      Exchange exchange = Exchange.begin(request);
      new CorsHeaders(new CorsConfig(Set.of("*")), "POST", "Authorization", "Retry-After")
          .add(request);
      new BodyReader(gatekeeper.vertx(), LIMIT, Duration.ofMillis(200))
          .read(request)
          .onFailure(failure -> ProblemAnswer.send(exchange, failure));
    });
    TestGatekeeper.await(server.listen(0, "127.0.0.1"));
    try (RawHttp http = new RawHttp(server.actualPort())) {
      http.send(head("Content-Type: application/json", "Content-Length: 10") + "\r\n{");
      assertProblem(408, "body_too_slow", http.receive());
      assertTrue(http.isEndedByServer());
    }
  }

  @Test
  void aClientThatAsksFirstIsToldToSend() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      http.send(head("Content-Type: application/json", "Content-Length: 2", "Expect: 100-continue")
          + "\r\n");
      assertEquals(100, http.receive().status());
      assertEquals(200, http.send("{}").receive().status());
    }
  }

  @Test
  void aClientThatAsksFirstForTooMuchIsNotToldToSend() {
    RawHttp.Answer answer =
        gatekeeper.raw(head("Content-Length: 70000", "Expect: 100-continue") + "\r\n");
    assertProblem(413, "body_too_large", answer);
  }

  @Test
  void aLongRequestLineIsA414() {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items?where=" + "a".repeat(17_000));
    assertProblem(414, "request_line_too_long", answer);
  }

  @Test
  void aRequestLineWithinTheLimitIsRead() {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items?where=" + "a".repeat(7_000));
    assertEquals(200, answer.status(), answer.body());
  }

  @Test
  void largeHeadersAreA431() {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items", "X: " + "a".repeat(33_000));
    assertProblem(431, "headers_too_large", answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE",
        "POST /gatekeeper/items HTTP/1.1|Host: x|Bad Header: y",
        "POST /gatekeeper/items HTTP/1.1|Host: x|A: b\0c",
        "POST /gatekeeper/items HTTP/1.1|Host: x|Content-Length: -1",
        "POST /gatekeeper/items HTTP/1.1|Host: x|Content-Length: 1|Content-Length: 2",
      })
  void whatIsNoRequestIsA400(String lines) {
    assertProblem(400, "invalid_http", gatekeeper.raw(lines.replace("|", "\r\n") + "\r\n\r\n"));
  }

  @Test
  void http2WithoutTlsIsNotSpoken() {
    RawHttp.Answer answer = gatekeeper.post(
        "/gatekeeper/items",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABk");
    assertProblem(401, "no_credential", answer);
  }

  private static String head(String... headers) {
    return TestGatekeeper.head(
        "/gatekeeper/items",
        "Authorization: Bearer " + IdentityTokens.of("alice") + "\r\n"
            + (headers.length == 0 ? "X: y" : String.join("\r\n", headers)));
  }

  private static boolean sends(RawHttp http, String text) {
    try {
      http.send(text);
      return true;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  private static void assertProblem(int status, String code, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals("*", answer.header("access-control-allow-origin"));
    assertEquals(code, answer.code());
  }
}
