package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Policy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong with a policy is logged with its address and the id that the client got, once. */
final class PolicyLogTest extends PolicyTestBase {
  private final LogRecorder calls = new LogRecorder(PolicyCaller.class);
  private final LogRecorder chain = new LogRecorder(PolicyChain.class);

  @AfterEach
  void closeLogs() {
    calls.close();
    chain.close();
  }

  @Test
  void nobodyAtTheFirstAddress() {
    assertBlamed(Policies.RULES, "No handlers for address policy.rules");
  }

  @Test
  void nobodyAtTheSecondAddress() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertBlamed(HOURS, "No handlers for address policy.office-hours");
  }

  @Test
  void silence() {
    gatekeeper
        .policy(TestGatekeeper.grantsAll())
        .policy(HOURS, request -> Promise.<Decision>promise().future());
    assertBlamed(HOURS, "Timed out after waiting ");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("throws", request -> {
          throw new IllegalStateException("password=hunter2");
        }),
        failure("fails", request -> Future.failedFuture("password=hunter2")),
        failure("is null", request -> Future.succeededFuture(null)),
        failure("has no future", request -> null));
  }

  @ParameterizedTest(name = "a policy that {0}")
  @MethodSource("failures")
  void aPolicyThatFails(String what, Policy policy) {
    gatekeeper.policy(TestGatekeeper.grantsAll()).policy(HOURS, policy);
    assertBlamed(HOURS, "the policy failed");
  }

  @Test
  void aFailureThatIsNoLine() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper
        .vertx()
        .eventBus()
        .consumer(
            HOURS, message -> message.fail(7, "x\r\nWARN policy b\u202E" + "y".repeat(1_000)));
    assertBlamed(HOURS, "x??WARN policy b?yyy");
    assertTrue(calls.lines().get(0).length() < 500);
  }

  static Stream<Arguments> garbage() {
    String noObject = "its reply is no JSON object";
    JsonObject allow = new JsonObject().put("decision", "allow").put("ttl_seconds", 60);
    return Stream.of(
        Arguments.of("allow", noObject),
        Arguments.of(7, noObject),
        Arguments.of(true, noObject),
        Arguments.of(Buffer.buffer("{}"), noObject),
        Arguments.of(new byte[] {123, 125}, noObject),
        Arguments.of(new JsonArray().add("allow"), noObject),
        Arguments.of(new JsonObject(), "decision is missing"),
        Arguments.of(allow.copy().put("decision", "maybe"), "decision is neither"),
        Arguments.of(allow, "table is missing"),
        Arguments.of(allow.copy().put("shape", "items"), "shape must be an object"),
        Arguments.of(
            allow.copy().put("shape", new JsonObject().put("table", "tasks")).put("ttl_seconds", 0),
            "ttl_seconds must be at least 1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("garbage")
  void aReplyThatIsNoDecision(Object reply, String reason) {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.vertx().eventBus().consumer(HOURS, message -> message.reply(reply));
    assertBlamed(HOURS, reason);
  }

  @Test
  void aReplyOfNull() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.vertx().eventBus().consumer(HOURS, message -> message.reply(null));
    assertBlamed(HOURS, "its reply is no JSON object");
  }

  @Test
  void theFirstWidens() {
    gatekeeper.policy(allows(s -> shape("secrets", null, null, null, null)));
    assertWidened(Policies.RULES, "another table");
  }

  @Test
  void theSecondWidens() {
    gatekeeper
        .policy(allows(s -> filtered("tasks", "org = $1", "7")))
        .policy(HOURS, allows(s -> shape("tasks", null, null, null, null)));
    assertWidened(HOURS, "the filter is neither");
  }

  @Test
  void aDenialIsNothingWrong() {
    gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("closed", "come back at nine")));
    assertDenied("closed", gatekeeper.post("/gatekeeper/tasks"));
    assertTrue(calls.lines().isEmpty());
    assertTrue(chain.lines().isEmpty());
  }

  private void assertBlamed(String address, String reason) {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/tasks");
    assertUnavailable(answer);
    assertOnlyLine(
        calls,
        "WARN policy " + address + " gave no decision on request "
            + answer.json().getString("request_id") + ": " + reason);
  }

  private void assertWidened(String address, String reason) {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/tasks");
    assertDenied("policy_widened", answer);
    assertFalse(answer.body().contains(address));
    assertOnlyLine(
        chain,
        "ERROR policy " + address + " widened request " + answer.json().getString("request_id")
            + ": " + reason);
  }

  private static void assertOnlyLine(LogRecorder log, String start) {
    assertEquals(1, log.lines().size(), () -> log.lines().toString());
    String line = log.lines().get(0);
    assertTrue(line.startsWith(start), line);
    assertEquals(1, line.lines().count());
    assertFalse(line.contains("hunter2"), line);
  }

  private static Arguments failure(String what, Policy policy) {
    return Arguments.of(what, policy);
  }
}
