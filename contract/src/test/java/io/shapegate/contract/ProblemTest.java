package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class ProblemTest {
  @Test
  void aProblemHasTheMembersOfRfc9457AndTwoOfOurOwn() {
    assertEquals(
        new JsonObject()
            .put("type", "about:blank")
            .put("title", "Not allowed")
            .put("status", 403)
            .put("detail", "no rule grants items")
            .put("code", "no_rule")
            .put("request_id", "r1"),
        new Problem(403, "no_rule", "Not allowed", "no rule grants items").toJson("r1"));
  }
}
