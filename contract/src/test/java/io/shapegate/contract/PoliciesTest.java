package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PoliciesTest {
  private static final String ADDRESS = "policy.test";
  private static final PolicyRequest REQUEST = new PolicyRequest(
      "r1",
      new Subject("alice", false, new JsonObject().put("org_id", 7)),
      Shape.of(TableName.parse("items")));

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void aRequestArrivesAsItWasAskedAndTheDecisionComesBack() throws Exception {
    await(Policies.serve(vertx, ADDRESS, request -> {
      assertEquals(REQUEST, request);
      return Future.succeededFuture(
          new Allow(request.shape(), true, Duration.ofSeconds(60), "test"));
    }));
    Decision decision = Decision.fromJson(ask(REQUEST.toJson()).body());
    assertEquals(new Allow(REQUEST.shape(), true, Duration.ofSeconds(60), "test"), decision);
  }

  static Stream<Object> unreadable() {
    return Stream.of(
        new JsonObject(),
        REQUEST.toJson().put("version", 2),
        REQUEST.toJson().put("version", "1"),
        REQUEST.toJson().put("version", null),
        REQUEST.toJson().put("more", 1),
        REQUEST.toJson().put("id", ""),
        REQUEST.toJson().put("subject", null),
        REQUEST.toJson().put("subject", "alice"),
        REQUEST.toJson().put("subject", new JsonObject().put("id", "a\0")),
        REQUEST.toJson().put("subject", new JsonObject().put("id", "a").put("admin", true)),
        REQUEST.toJson().put("subject", new JsonObject().put("id", "a").put("anonymous", "no")),
        REQUEST.toJson().put("shape", null),
        REQUEST.toJson().put("shape", new JsonObject()),
        "ask",
        7,
        new JsonArray());
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void whatIsNoRequestIsRefusedAndThePolicyNotCalled(Object message) throws Exception {
    await(Policies.serve(vertx, ADDRESS, this::count));
    assertEquals(400, refusal(message).failureCode());
    assertEquals(0, calls.get());
  }

  @Test
  void aPolicyThatThrowsOrFailsAnswersWithAFailureThatTellsNothing() throws Exception {
    MessageConsumer<JsonObject> throwing = await(Policies.serve(vertx, ADDRESS, request -> {
      throw new IllegalStateException("hunter2");
    }));
    assertFailedSilently(refusal(REQUEST.toJson()));
    await(throwing.unregister());
    await(Policies.serve(vertx, ADDRESS, request -> Future.failedFuture("hunter2")));
    assertFailedSilently(refusal(REQUEST.toJson()));
  }

  @Test
  void aPolicyWhoseDecisionIsNoneOrCannotBeWrittenAnswersWithAFailureAtOnce() throws Exception {
    Decision unwritable =
        new Deny("closed", "x", new Trace(List.of(), new JsonObject().put("at", new Object())));
    for (Decision decision : new Decision[] {null, unwritable}) {
      MessageConsumer<JsonObject> serving =
          await(Policies.serve(vertx, ADDRESS, request -> Future.succeededFuture(decision)));
      assertFailedSilently(refusal(REQUEST.toJson()));
      await(serving.unregister());
    }
  }

  @Test
  void aPolicyThatUnregisteredIsNotAskedAnyMore() throws Exception {
    await(await(Policies.serve(vertx, ADDRESS, this::count)).unregister());
    assertEquals(ReplyFailure.NO_HANDLERS, refusal(REQUEST.toJson()).failureType());
  }

  private Future<Decision> count(PolicyRequest request) {
    calls.incrementAndGet();
    return Future.failedFuture("counted");
  }

  private static void assertFailedSilently(ReplyException failure) {
    assertEquals(500, failure.failureCode());
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertEquals("the policy failed", failure.getMessage());
  }

  private Message<JsonObject> ask(Object message) throws Exception {
    return await(vertx.eventBus().request(ADDRESS, message));
  }

  private ReplyException refusal(Object message) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> ask(message));
    assertTrue(failure.getCause() instanceof ReplyException);
    return (ReplyException) failure.getCause();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
