package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Policies;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private final TestGatekeeper gatekeeper = TestGatekeeper.start(
      Map.of("POLICIES", "*=policy.rules;invoices=policy.rules,policy.office-hours"));

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  @Test
  void itLivesWithoutAnyPolicy() {
    assertEquals(200, gatekeeper.get("/health/live").status());
  }

  @Test
  void itIsReadyWhenEveryPolicyCanBeReached() {
    assertEquals(503, gatekeeper.get("/health/ready").status());
    gatekeeper.policy(TestGatekeeper.grantsAll());
    TestGatekeeper.until(() -> check("policy.rules").equals("UP"));
    assertEquals("DOWN", check("policy.office-hours"));
    assertEquals("UP", check("identity"));
    assertEquals(503, gatekeeper.get("/health/ready").status());
    gatekeeper.policy("policy.office-hours", TestGatekeeper.grantsAll());
    TestGatekeeper.until(() -> gatekeeper.get("/health/ready").status() == 200);
    assertEquals(0, gatekeeper.asked.size(), "a probe was taken for a question");
  }

  @Test
  void itIsNotReadyAnyMoreWhenAPolicyIsGone() {
    MessageConsumer<?> rules = TestGatekeeper.await(
        Policies.serve(gatekeeper.vertx(), Policies.RULES, TestGatekeeper.grantsAll()));
    TestGatekeeper.until(() -> check("policy.rules").equals("UP"));
    TestGatekeeper.await(rules.unregister());
    TestGatekeeper.until(() -> check("policy.rules").equals("DOWN"));
  }

  @Test
  void aPolicyThatAnswersAProbeInAnyWayCanBeReached() {
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> message.reply("what?"));
    TestGatekeeper.until(() -> check("policy.rules").equals("UP"));
  }

  @Test
  void aProbeReachesEveryInstanceSoThatItsConnectionIsWarm() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> first.incrementAndGet());
    gatekeeper.vertx().eventBus().consumer(Policies.RULES, message -> second.incrementAndGet());
    TestGatekeeper.until(() -> first.get() > 0 && second.get() > 0);
  }

  private String check(String name) {
    JsonObject checks = gatekeeper.get("/health/ready").json().getJsonObject("checks");
    return checks.getString(name);
  }
}
