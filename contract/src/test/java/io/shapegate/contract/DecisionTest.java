package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DecisionTest {
  private static final Shape ITEMS = Shape.of(TableName.parse("items"));

  @Test
  void whatIsWrittenIsReadAgain() {
    for (Decision decision : new Decision[] {
      new Allow(ITEMS, true, Duration.ofMinutes(10), "rule a"),
      new Allow(ITEMS, false, Duration.ofSeconds(1), null),
      new Deny("no_rule", "no rule grants items")
    }) {
      assertEquals(decision, Decision.fromJson(decision.toJson()));
    }
  }

  @Test
  void theExampleOfTheContractIsAnAllow() {
    Decision decision = Decision.fromJson(allow());
    Allow allow = assertInstanceOf(Allow.class, decision);
    assertEquals(ITEMS, allow.shape());
    assertEquals(Duration.ofMinutes(10), allow.ttl());
    assertTrue(allow.subsets());
  }

  static Stream<JsonObject> neither() {
    return Stream.of(
        new JsonObject(),
        new JsonObject().put("decision", null),
        new JsonObject().put("decision", ""),
        new JsonObject().put("decision", true),
        allow().put("decision", "Allow"),
        allow().put("decision", "allow "),
        allow().put("decision", "grant"),
        without("shape"),
        without("ttl_seconds"),
        allow().put("ttl_seconds", null),
        allow().put("ttl_seconds", 0),
        allow().put("ttl_seconds", -600),
        allow().put("ttl_seconds", Long.MIN_VALUE),
        allow().put("ttl_seconds", 600.0),
        allow().put("ttl_seconds", "600"),
        allow().put("subsets", null),
        allow().put("subsets", "false"),
        allow().put("reason", 7),
        allow().put("not_before", 7),
        allow().put("shape", null),
        allow().put("shape", "items"),
        allow().put("shape", new JsonObject()),
        allow().put("shape", ITEMS.toJson().put("until", 7)),
        new JsonObject().put("decision", "deny"),
        deny().put("code", null),
        deny().put("code", ""),
        deny().put("code", "No rule"),
        deny().put("code", "x\n"),
        deny().put("code", "a".repeat(65)),
        deny().put("reason", null),
        deny().put("reason", ""),
        deny().put("reason", "a".repeat(501)));
  }

  @ParameterizedTest
  @MethodSource("neither")
  void whatIsNeitherAllowNorDenyIsRefused(JsonObject json) {
    assertThrows(ContractException.class, () -> Decision.fromJson(json));
  }

  @Test
  void aDenyMayHoldMoreThanWeKnow() {
    assertEquals(
        new Deny("no_rule", "no"),
        Decision.fromJson(deny().put("retry", false).put("shape", "anything")));
  }

  private static JsonObject allow() {
    return new JsonObject()
        .put("decision", "allow")
        .put("shape", ITEMS.toJson())
        .put("ttl_seconds", 600)
        .put("reason", "rule members-see-own-org");
  }

  private static JsonObject without(String key) {
    JsonObject json = allow();
    json.remove(key);
    return json;
  }

  private static JsonObject deny() {
    return new JsonObject().put("decision", "deny").put("code", "no_rule").put("reason", "no");
  }
}
