package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final PolicyRequest TASKS = Samples.request("tasks");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  @Test
  void aSilentServiceHoldsNoMoreThanThePoolAndTheQueueBehindIt() throws Exception {
    AuthorizationDouble service = AuthorizationDouble.start(vertx, ask -> {});
    Served served = Served.start(
        vertx,
        service.url(),
        Map.of("HTTP_POLICY_POOL_SIZE", "2", "HTTP_POLICY_MAX_FAILURES", "99"));

    List<Future<Decision>> asked =
        IntStream.range(0, 100).mapToObj(i -> served.ask(TASKS)).toList();

    Await.until(
        "all but 2 with a connection and at most 20 that wait have failed",
        () -> asked.stream().filter(Future::failed).count() >= 78);
    Await.until("both connections are in use", () -> service.asked().size() == 2);
    assertTrue(service.openConnections() <= 2);
  }

  @Test
  void manyAtOnceAreAllAnswered() throws Exception {
    AuthorizationDouble service =
        AuthorizationDouble.start(vertx, ask -> ask.answer(Samples.result(Samples.allow())));
    Served served = Served.start(vertx, service.url(), Map.of("HTTP_POLICY_POOL_SIZE", "8"));

    List<Future<Decision>> asked =
        IntStream.range(0, 80).mapToObj(i -> served.ask(TASKS)).toList();

    Settled.result(Future.all(asked));
    assertTrue(service.openConnections() <= 8);
  }

  /** Otherwise a burst of questions would shut out a service that is well. */
  @Test
  void whatFindsNoPlaceInTheQueueDoesNotOpenTheCircuit() throws Exception {
    AuthorizationDouble service = AuthorizationDouble.start(vertx, ask -> {});
    Served served = Served.start(
        vertx,
        service.url(),
        Map.of("HTTP_POLICY_POOL_SIZE", "1", "HTTP_POLICY_MAX_FAILURES", "2"));

    List<Future<Decision>> asked =
        IntStream.range(0, 50).mapToObj(i -> served.ask(TASKS)).toList();

    Await.until("the queue is full", () -> asked.stream().filter(Future::failed).count() >= 39);
    assertEquals(200, served.ready().statusCode());
  }
}
