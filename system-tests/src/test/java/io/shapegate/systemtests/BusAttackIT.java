package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.systemtests.AttackTable.Row;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A gatekeeper whose policy is broken or hostile gives no token, or one of the shape that was asked for. */
class BusAttackIT {
  private static final String ADDRESS = "policy.rules";
  private static final String ASKED = "{\"where\":\"a = 1\",\"columns\":\"id,title\"}";
  private static final JsonObject SHAPE = new JsonObject()
      .put("table", "items")
      .put("where", "a = 1")
      .put("columns", "id,title")
      .put("params", new JsonObject());
  private static GatekeeperFixture gatekeeper;

  @BeforeAll
  static void start() throws Exception {
    gatekeeper = new GatekeeperFixture(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    gatekeeper.close();
  }

  @TestFactory
  Stream<DynamicTest> noReplyBecomesAToken() {
    return AttackTable.read("attack-bus.txt", Map.of()).stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> reply(row)));
  }

  private static void reply(Row row) throws Exception {
    Object reply = reply(row.column(1));

    RawHttp.Answer answer = askWhere(message -> message.reply(reply));

    String[] expected = row.column(0).split(" ", -1);
    assertRefused(Integer.parseInt(expected[0]), expected[1], answer);
    assertAGoodPolicyWorks();
  }

  /** A number that JSON cannot hold becomes infinite. */
  private static Object reply(String json) {
    return json.contains("1e400")
        ? new JsonObject(json.replace("1e400", "0")).put("ttl_seconds", Double.POSITIVE_INFINITY)
        : Json.decodeValue(json);
  }

  @Test
  void noHandlerIsNoToken() throws Exception {
    long started = System.nanoTime();

    assertRefused(503, "policy_unavailable", ask());

    assertTrue(Duration.ofNanos(System.nanoTime() - started).toSeconds() < 5);
  }

  @Test
  void aSilentPolicyIsNoToken() throws Exception {
    assertRefused(503, "policy_unavailable", askWhere(message -> {}));
  }

  @Test
  void aPolicyThatThrowsIsNoToken() throws Exception {
    assertRefused(503, "policy_unavailable", askWhere(message -> {
      throw new IllegalStateException("marker-of-a-policy");
    }));
  }

  @Test
  void aPolicyThatFailsIsNoTokenAndItsWordsStayInside() throws Exception {
    RawHttp.Answer answer =
        askWhere(message -> message.fail(403, "ERROR: relation \"marker\" does not exist"));

    assertRefused(503, "policy_unavailable", answer);
    assertFalse(answer.text().contains("marker"), answer.text());
  }

  @Test
  void aSecondReplyChangesNothing() throws Exception {
    RawHttp.Answer answer = askWhere(message -> {
      message.reply(
          new JsonObject().put("decision", "deny").put("reason", "r").put("code", "no_rule"));
      message.reply(allow(SHAPE, 600));
    });

    assertRefused(403, "no_rule", answer);
  }

  @Test
  void aLifetimeOfYearsIsCutToTheGatekeepersOwn() throws Exception {
    RawHttp.Answer answer = askWhere(message -> message.reply(allow(SHAPE, 1_000_000_000)));

    assertEquals(200, answer.status(), answer.text());
    long end =
        Instant.parse(new JsonObject(answer.body()).getString("expires_at")).getEpochSecond();
    assertTrue(end <= Instant.now().getEpochSecond() + 3_600, answer.body());
    assertEquals(end, exp(answer));
  }

  private static long exp(RawHttp.Answer answer) {
    String token =
        new JsonObject(answer.body()).getJsonObject("headers").getString("Authorization");
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new JsonObject(Buffer.buffer(payload)).getLong("exp");
  }

  private static JsonObject allow(JsonObject shape, long ttl) {
    return new JsonObject()
        .put("decision", "allow")
        .put("shape", shape)
        .put("ttl_seconds", ttl)
        .put("reason", "r");
  }

  private static void assertAGoodPolicyWorks() throws Exception {
    RawHttp.Answer answer = askWhere(message -> message.reply(allow(SHAPE, 600)));
    assertEquals(200, answer.status(), answer.text());
    assertEquals("a = 1", GatekeeperFixture.granted(answer).getString("where"));
  }

  private static RawHttp.Answer askWhere(Handler<Message<Object>> policy) throws Exception {
    MessageConsumer<Object> consumer = gatekeeper.vertx.eventBus().consumer(ADDRESS, policy);
    consumer.completion().await(5, TimeUnit.SECONDS);
    try {
      return ask();
    } finally {
      consumer.unregister().await(5, TimeUnit.SECONDS);
    }
  }

  private static RawHttp.Answer ask() throws Exception {
    return gatekeeper.ask("items", GatekeeperFixture.identity(new JsonObject()), ASKED);
  }

  private static void assertRefused(int status, String code, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.text());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
    assertFalse(answer.text().contains("eyJ"), answer.text());
  }
}
