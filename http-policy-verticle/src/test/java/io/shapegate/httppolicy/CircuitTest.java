package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  private static final PolicyRequest TASKS = Samples.request("tasks");
  private static final String AWAY = Raw.status("503 Service Unavailable", "");
  private static final int FAILURES = 3;
  private static final String FOREVER = "1m";

  private final Vertx vertx = Vertx.vertx();
  private AuthorizationDouble service;

  @BeforeEach
  void start() throws Exception {
    service = AuthorizationDouble.start(vertx, ask -> ask.write(AWAY));
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  @Test
  void afterFailuresInARowNobodyIsAsked() throws Exception {
    Served served = served(FOREVER);
    fail(served, FAILURES);

    service.behave(ask -> ask.answer(Samples.result(Samples.allow())));
    fail(served, 20);

    assertEquals(FAILURES, service.asked().size());
    assertReady(served, 503, "DOWN", "open");
  }

  @Test
  void oneFailureLessLeavesItClosed() throws Exception {
    Served served = served(FOREVER);
    fail(served, FAILURES - 1);

    assertReady(served, 200, "UP", "closed");
    assertTrue(isAnswered(served));
  }

  @Test
  void anAnswerInBetweenStartsTheCountAnew() throws Exception {
    Served served = served(FOREVER);
    for (int i = 0; i < 5; i++) {
      fail(served, FAILURES - 1);
      assertTrue(isAnswered(served));
      service.behave(ask -> ask.write(AWAY));
    }

    assertReady(served, 200, "UP", "closed");
  }

  @Test
  void afterThePauseOneQuestionTriesAndItsFailureOpensAgain() throws Exception {
    Served served = served("100ms");
    fail(served, FAILURES);
    service.behave(ask -> {});
    Await.until("it may try again", () -> isHalfOpen(served));

    List<Future<Decision>> asked =
        IntStream.range(0, 10).mapToObj(i -> served.ask(TASKS)).toList();
    Await.until("one is tried", () -> service.asked().size() > FAILURES);
    assertReady(served, 503, "DOWN", "half_open");
    service.asked().get(FAILURES).write(AWAY);

    asked.forEach(Settled::failure);
    assertEquals(FAILURES + 1, service.asked().size());
  }

  @Test
  void anAnswerAfterThePauseLetsEveryQuestionThrough() throws Exception {
    Served served = served("100ms");
    fail(served, FAILURES);
    Await.until("it may try again", () -> isHalfOpen(served));

    assertTrue(isAnswered(served));

    assertReady(served, 200, "UP", "closed");
    assertTrue(isAnswered(served));
  }

  @Test
  void silenceOpensItToo() throws Exception {
    service.behave(ask -> {});
    Served served = served(FOREVER, "HTTP_POLICY_TIMEOUT", "50ms");

    fail(served, FAILURES + 5);

    assertEquals(FAILURES, service.asked().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 301 Moved Permanently\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        "no HTTP\r\n\r\n"
      })
  void whateverFailsForEverybodyOpensIt(String answer) throws Exception {
    service.behave(ask -> ask.write(answer));
    Served served = served(FOREVER);

    fail(served, FAILURES + 5);

    assertEquals(FAILURES, service.asked().size());
  }

  /** Or somebody with odd claims could shut everybody out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"result\": true}"
      })
  void whatMayBeAboutOneQuestionDoesNotOpenIt(String answer) throws Exception {
    service.behave(ask -> ask.write(answer));
    Served served = served(FOREVER);

    fail(served, 5 * FAILURES);

    assertEquals(5 * FAILURES, service.asked().size());
    assertReady(served, 200, "UP", "closed");
  }

  @Test
  void openingAndClosingAreLoggedOnce() throws Exception {
    try (LogLines log = new LogLines()) {
      Served served = served("100ms");
      fail(served, FAILURES);
      for (int i = 0; i < 3; i++) {
        Await.until("it may try again", () -> isHalfOpen(served));
        fail(served, 1);
      }
      Await.until("it may try again", () -> isHalfOpen(served));
      assertTrue(isAnswered(served));

      assertEquals(1, log.containing("failed 3 times in a row").size());
      assertEquals(1, log.containing("answers again").size());
    }
  }

  private boolean isAnswered(Served served) throws Exception {
    service.behave(ask -> ask.answer(Samples.result(Samples.allow())));
    assertInstanceOf(Allow.class, served.decide(TASKS));
    return true;
  }

  private static void fail(Served served, int times) {
    for (int i = 0; i < times; i++) {
      served.refusal(TASKS);
    }
  }

  private static boolean isHalfOpen(Served served) throws Exception {
    return served.ready().body().contains("half_open");
  }

  private static void assertReady(Served served, int status, String up, String circuit)
      throws Exception {
    var answer = served.ready();
    JsonObject service = new JsonObject().put("status", up).put("circuit", circuit);
    assertEquals(status, answer.statusCode());
    assertEquals(
        service,
        new JsonObject(answer.body()).getJsonObject("checks").getValue("authorization-service"));
  }

  private Served served(String pause, String... more) throws Exception {
    Map<String, String> settings = new HashMap<>(
        Map.of("HTTP_POLICY_MAX_FAILURES", String.valueOf(FAILURES), "HTTP_POLICY_PAUSE", pause));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Served.start(vertx, service.url(), settings);
  }
}
