package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a policy does, the gatekeeper grants only what was allowed in so many words. */
final class PolicyAnswerTest extends PolicyTestBase {
  @Test
  void nobodyAtTheAddressIsA503() {
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  @Test
  void aPolicyThatNeverAnswersIsA503WithinTwoSeconds() {
    gatekeeper.policy(request -> Promise.<Decision>promise().future());
    long start = System.nanoTime();
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2_000);
    assertEquals(3, gatekeeper.asked.size());
    assertEquals(gatekeeper.asked.get(0), gatekeeper.asked.get(1));
  }

  @Test
  void aPolicyInstanceThatIsSilentCostsNoRequestEvenWhereItHasTheNextTurnToo() {
    AtomicInteger calls = new AtomicInteger();
    gatekeeper.policy(request -> calls.incrementAndGet() <= 2
        ? Promise.<Decision>promise().future()
        : Future.succeededFuture(new Allow(request.shape(), true, TTL, null)));
    long start = System.nanoTime();
    assertEquals(200, gatekeeper.post("/gatekeeper/items").status());
    assertTrue(
        Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_400,
        "the two messages were not sent together");
  }

  @Test
  void aPolicyThatThrowsIsA503AndIsNotAskedAgain() {
    gatekeeper.policy(request -> {
      throw new IllegalStateException("password=hunter2");
    });
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertUnavailable(answer);
    assertFalse(answer.body().contains("hunter2"));
    assertEquals(1, gatekeeper.asked.size());
  }

  @Test
  void aPolicyThatFailsIsA503() {
    gatekeeper.policy(request -> Future.failedFuture("connection to 10.0.0.7 refused"));
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
    assertUnavailable(answer);
    assertFalse(answer.body().contains("10.0.0.7"));
  }

  static Stream<Object> garbage() {
    JsonObject shape = Shape.of(TableName.parse("items")).toJson();
    return Stream.of(
        "allow",
        7,
        true,
        Buffer.buffer("{\"decision\":\"allow\"}"),
        new JsonArray().add("allow"),
        new JsonObject(),
        new JsonObject().put("decision", "maybe"),
        new JsonObject().put("decision", true),
        new JsonObject().put("decision", "ALLOW").put("shape", shape).put("ttl_seconds", 60),
        new JsonObject().put("decision", "allow"),
        new JsonObject().put("decision", "allow").put("shape", shape),
        new JsonObject().put("decision", "allow").put("ttl_seconds", 60),
        allowOf(shape).put("ttl_seconds", 0),
        allowOf(shape).put("ttl_seconds", -1),
        allowOf(shape).put("ttl_seconds", "60"),
        allowOf(shape).put("ttl_seconds", 1.5),
        allowOf(shape).put("subsets", "yes"),
        allowOf(shape).put("expires", 1),
        allowOf(shape).put("shape", "items"),
        allowOf(shape.copy().put("table", "items; drop")),
        allowOf(shape.copy().put("table", null)),
        allowOf(shape.copy().put("where", "")),
        allowOf(shape.copy().put("where", 1)),
        allowOf(shape.copy().put("columns", "")),
        allowOf(shape.copy().put("columns", new JsonArray().add("id"))),
        allowOf(shape.copy().put("params", new JsonObject().put("1", "x"))),
        allowOf(shape.copy().put("where", "a=$1").put("params", new JsonObject().put("1", 1))),
        allowOf(shape.copy().put("where", "a=$2").put("params", new JsonObject().put("2", "x"))),
        allowOf(shape.copy().put("replica", "both")),
        allowOf(shape.copy().put("limit", 10)),
        new JsonObject().put("decision", "deny"),
        new JsonObject().put("decision", "deny").put("code", "no_rule"),
        new JsonObject().put("decision", "deny").put("code", "No Rule").put("reason", "x"),
        new JsonObject().put("decision", "deny").put("code", "x").put("reason", "x".repeat(501)),
        allowOf(shape).put("ttl_seconds", new BigInteger("9".repeat(40))),
        allowOf(shape).put("rules", new JsonArray(Collections.nCopies(101, "a"))),
        allowOf(shape).put("rules", new JsonArray().add("x".repeat(101))),
        allowOf(shape).put("rules", "a"),
        allowOf(shape).put("explanation", "because"),
        allowOf(shape.copy().put("table", "x".repeat(1_000_000))),
        new JsonObject().put("decision", "x".repeat(1_000_000)),
        "x".repeat(1_000_000),
        Buffer.buffer(new byte[1_000_000]));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void aReplyThatIsNoDecisionIsA503(Object reply) {
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply(reply));
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  @Test
  void aReplyOfNullIsA503() {
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply(null));
    assertUnavailable(gatekeeper.post("/gatekeeper/items"));
  }

  @Test
  void whatIsHugeButDecidesNothingIsNeitherAnsweredNorLogged() {
    JsonObject shape = Shape.of(TableName.parse("items")).toJson();
    JsonObject huge = allowOf(shape)
        .put("reason", "r".repeat(1_000_000))
        .put("explanation", new JsonObject().put("e".repeat(1_000_000), "e".repeat(1_000_000)));
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply(huge));
    try (LogRecorder access = new LogRecorder("io.shapegate.access.gatekeeper")) {
      RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
      assertEquals(200, answer.status());
      assertTrue(answer.body().length() < 2_000);
      TestGatekeeper.until(() -> !access.lines().isEmpty());
      assertTrue(access.lines().get(0).length() < 1_000);
    }
  }

  @Test
  void aShapeThatIsHugeIsDenied() {
    gatekeeper.policy(allows(s -> filtered("items", "a = 1 OR ".repeat(100_000) + "false")));
    assertDenied("shape_too_large", gatekeeper.post("/gatekeeper/items"));
  }

  private static JsonObject allowOf(JsonObject shape) {
    return new JsonObject().put("decision", "allow").put("shape", shape).put("ttl_seconds", 60);
  }
}
