package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a service does but answer properly, there is no decision, and the next question gets its own answer. */
class HostileServiceTest {
  private static final PolicyRequest TASKS = Samples.request("tasks");
  private static final String ALLOW = Samples.result(Samples.allow());
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String NEVER_OPEN = "1000";

  private final Vertx vertx = Vertx.vertx();
  private AuthorizationDouble service;

  @BeforeEach
  void start() throws Exception {
    service = AuthorizationDouble.start(vertx, ask -> {});
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  static Stream<Arguments> unusableAnswers() {
    return Stream.of(
        Arguments.of("not HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        Arguments.of("nothing", Raw.ok("")),
        Arguments.of("no JSON", Raw.ok("allow")),
        Arguments.of("a text", Raw.ok("\"allow\"")),
        Arguments.of("an array", Raw.ok("[" + ALLOW + "]")),
        Arguments.of("a comment", Raw.ok("/* */" + ALLOW)),
        Arguments.of("two documents", Raw.ok(ALLOW + ALLOW)),
        Arguments.of("a byte order mark", Raw.ok("\uFEFF" + ALLOW)),
        Arguments.of(
            "no UTF-8", Raw.answer("200 OK", JSON, ALLOW.replace("own organisation", "\u00ff"))),
        Arguments.of("17 levels", Raw.ok("{\"a\":".repeat(17) + "1" + "}".repeat(17))),
        Arguments.of("result twice", Raw.ok("{\"result\":" + Samples.deny() + "," + tail(ALLOW))),
        Arguments.of(
            "decision twice",
            Raw.ok("{\"result\":{\"decision\":\"deny\"," + tail(Samples.allow().encode()) + "}")),
        Arguments.of(
            "where twice", Raw.ok(ALLOW.replace("\"where\":", "\"where\":\"id=1\",\"where\":"))),
        Arguments.of("true", Raw.ok("{\"result\":true}")),
        Arguments.of("false", Raw.ok("{\"result\":false}")),
        Arguments.of("null", Raw.ok("{\"result\":null}")),
        Arguments.of("an array as result", Raw.ok("{\"result\":[" + Samples.allow() + "]}")),
        Arguments.of("an empty result", Raw.ok("{\"result\":{}}")),
        Arguments.of("an unknown decision", result("decision", "permit")),
        Arguments.of("another spelling", result("decision", "ALLOW")),
        Arguments.of("a decision that is no text", result("decision", true)),
        Arguments.of("no shape", result("shape", null)),
        Arguments.of("a shape that is no object", result("shape", "tasks")),
        Arguments.of("a shape without a table", result("shape", new JsonObject())),
        Arguments.of(
            "a shape with an unknown key",
            result("shape", new JsonObject().put("table", "tasks").put("limit", 1))),
        Arguments.of("no ttl", result("ttl_seconds", null)),
        Arguments.of("a ttl of nothing", result("ttl_seconds", 0)),
        Arguments.of("a negative ttl", result("ttl_seconds", -1)),
        Arguments.of("a text as ttl", result("ttl_seconds", "600")),
        Arguments.of("an unknown key", result("obligations", "mask")),
        Arguments.of("no content type", Raw.answer("200 OK", "", ALLOW)),
        Arguments.of("text", Raw.answer("200 OK", "Content-Type: text/plain\r\n", ALLOW)),
        Arguments.of(
            "nearly JSON", Raw.answer("200 OK", "Content-Type: application/jsonp\r\n", ALLOW)),
        Arguments.of("201", Raw.status("201 Created", ALLOW)),
        Arguments.of("203", Raw.status("203 Non-Authoritative Information", ALLOW)),
        Arguments.of("206", Raw.status("206 Partial Content", ALLOW)),
        Arguments.of("400", Raw.status("400 Bad Request", ALLOW)),
        Arguments.of("401", Raw.status("401 Unauthorized", ALLOW)),
        Arguments.of("404", Raw.status("404 Not Found", ALLOW)),
        Arguments.of("500", Raw.status("500 Internal Server Error", ALLOW)),
        Arguments.of("503", Raw.status("503 Service Unavailable", ALLOW)),
        Arguments.of("over 64 KiB", Raw.ok(ALLOW + " ".repeat(65_537 - ALLOW.length()))),
        Arguments.of(
            "huge headers",
            Raw.answer("200 OK", JSON + "X: " + "x".repeat(70_000) + "\r\n", ALLOW)),
        Arguments.of(
            "two lengths",
            "HTTP/1.1 200 OK\r\n" + JSON + "Content-Length: 5\r\n" + length(ALLOW) + "\r\n"
                + ALLOW),
        Arguments.of(
            "a chunk size that is none",
            "HTTP/1.1 200 OK\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n" + ALLOW));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusableAnswers")
  void anUnusableAnswerIsNoDecision(String what, String answer) throws Exception {
    service.behave(ask -> ask.write(answer));
    Served served = served(Map.of());

    assertNoDecision(served.refusal(TASKS));

    assertTheNextQuestionIsAnswered(served);
  }

  static Stream<Arguments> brokenAnswers() {
    String head = "HTTP/1.1 200 OK\r\n" + JSON;
    return Stream.of(
        Arguments.of("at once", ""),
        Arguments.of("within the head", "HTTP/1.1 200 OK\r\nContent-"),
        Arguments.of("before the body", head + length(ALLOW) + "\r\n"),
        Arguments.of("within the body", head + length(ALLOW + "}") + "\r\n" + ALLOW),
        Arguments.of(
            "before the last chunk",
            head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(ALLOW.length())
                + "\r\n" + ALLOW + "\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenAnswers")
  void anAnswerThatBreaksOffIsNoDecision(String when, String start) throws Exception {
    service.behave(ask -> {
      if (!start.isEmpty()) {
        ask.write(start);
      }
      ask.socket().close();
    });
    Served served = served(Map.of());

    assertNoDecision(served.refusal(TASKS));

    assertTheNextQuestionIsAnswered(served);
  }

  @Test
  void anAnswerOfExactly64KiBIsRead() throws Exception {
    service.behave(ask -> ask.answer(ALLOW + " ".repeat(65_536 - ALLOW.length())));

    assertInstanceOf(Allow.class, served(Map.of()).decide(TASKS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("redirects")
  void aRedirectIsNotFollowed(String status) throws Exception {
    AuthorizationDouble elsewhere = AuthorizationDouble.start(vertx, ask -> ask.answer(ALLOW));
    service.behave(
        ask -> ask.write(Raw.answer(status, "Location: " + elsewhere.url() + "\r\n", "")));
    Served served = served(Map.of());

    assertNoDecision(served.refusal(TASKS));

    assertEquals(0, elsewhere.asked().size());
    assertTheNextQuestionIsAnswered(served);
  }

  static Stream<String> redirects() {
    return Stream.of(
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect");
  }

  @Test
  void anInterimResponseIsNoAnswer() throws Exception {
    service.behave(ask ->
        ask.write("HTTP/1.1 103 Early Hints\r\n\r\n" + Raw.ok(Samples.result(Samples.deny()))));

    assertInstanceOf(Deny.class, served(Map.of()).decide(TASKS));
  }

  @Test
  void nobodyListening() throws Exception {
    Served served = Served.start(vertx, "http://127.0.0.1:1/", Map.of());

    assertNoDecision(served.refusal(TASKS));
  }

  private void assertTheNextQuestionIsAnswered(Served served) throws Exception {
    service.behave(ask -> ask.answer(ALLOW));
    assertInstanceOf(Allow.class, served.decide(TASKS));
  }

  private static void assertNoDecision(Throwable failure) {
    ReplyException reply = assertInstanceOf(ReplyException.class, failure);
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, reply.failureType());
    assertEquals("the policy failed", reply.getMessage());
  }

  private Served served(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("HTTP_POLICY_MAX_FAILURES", NEVER_OPEN);
    return Served.start(vertx, service.url(), all);
  }

  private static String result(String key, Object value) {
    JsonObject decision = Samples.allow();
    if (value == null) {
      decision.remove(key);
    } else {
      decision.put(key, value);
    }
    return Raw.ok(Samples.result(decision));
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  /** An object without its opening bracket. */
  private static String tail(String object) {
    return object.substring(1);
  }
}
