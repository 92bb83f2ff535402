package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that come late, never end, or come twice hold no connection, and answer no other question. */
class SlowServiceTest {
  private static final PolicyRequest TASKS = Samples.request("tasks");
  private static final String ALLOW = Samples.result(Samples.allow());
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
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

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
    service.behave(ask -> {
      ask.write(CHUNKED);
      vertx.setPeriodic(1, tick -> ask.write(chunk));
    });
    Served served = served(Map.of());

    assertNoDecision(served.refusal(TASKS));

    Await.until("its connection is closed", () -> service.openConnections() == 0);
    assertTheNextQuestionIsAnswered(served);
  }

  @Test
  void silenceEndsWithTheTimeOutAndClosesTheConnection() throws Exception {
    Served served = served(Map.of("HTTP_POLICY_TIMEOUT", "200ms"));
    long start = System.nanoTime();

    assertNoDecision(served.refusal(TASKS));

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.toMillis() >= 190 && took.toMillis() < 4_000, took.toString());
    Await.until("its connection is closed", () -> service.openConnections() == 0);
    assertTheNextQuestionIsAnswered(served);
  }

  @Test
  void anAnswerInDripsHasTheSameTimeAsAnyOther() throws Exception {
    service.behave(ask -> {
      ask.write(CHUNKED);
      vertx.setPeriodic(20, tick -> ask.write("1\r\n \r\n"));
    });
    Served served = served(Map.of("HTTP_POLICY_TIMEOUT", "200ms"));
    long start = System.nanoTime();

    assertNoDecision(served.refusal(TASKS));

    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4_000);
    Await.until("its connection is closed", () -> service.openConnections() == 0);
    assertTheNextQuestionIsAnswered(served);
  }

  @Test
  void aLateAnswerAnswersNoOtherQuestion() throws Exception {
    Served served = served(Map.of("HTTP_POLICY_TIMEOUT", "200ms", "HTTP_POLICY_POOL_SIZE", "1"));
    assertNoDecision(served.refusal(TASKS));

    service.behave(ask -> {
      service.asked().get(0).answer(ALLOW);
      ask.answer(Samples.result(Samples.deny()));
    });

    assertInstanceOf(Deny.class, nextDecision(served));
  }

  @Test
  void aSecondAnswerWhenNothingIsAskedAnswersNothing() throws Exception {
    service.behave(ask -> ask.write(Raw.ok(Samples.result(Samples.deny())) + Raw.ok(ALLOW)));
    Served served = served(Map.of("HTTP_POLICY_POOL_SIZE", "1"));

    for (int i = 0; i < 10; i++) {
      assertInstanceOf(Deny.class, served.decide(TASKS));
    }
  }

  private void assertTheNextQuestionIsAnswered(Served served) throws Exception {
    service.behave(ask -> ask.answer(ALLOW));
    assertInstanceOf(Allow.class, nextDecision(served));
  }

  /** The short time-out may be too short now and then, on a machine with much to do. */
  private static Decision nextDecision(Served served) throws Exception {
    AtomicReference<Decision> decision = new AtomicReference<>();
    Await.until("there is a decision", () -> {
      decision.set(Settled.result(served.ask(TASKS).otherwiseEmpty()));
      return decision.get() != null;
    });
    return decision.get();
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
}
