package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ShapeLimitTest extends PolicyTestBase {
  @Test
  void aShapeThatDoesNotFitUpstreamIsA403WithLengthAndLimit() {
    String where = "a".repeat(8_000 - "table=items&where=".length());
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertEquals(
        200,
        gatekeeper
            .postJson("/gatekeeper/items", "{\"where\":\"" + where + "\"}")
            .status());
    RawHttp.Answer answer =
        gatekeeper.postJson("/gatekeeper/items", "{\"where\":\"" + where + "a\"}");
    assertDenied("shape_too_large", answer);
    assertTrue(answer.json().getString("detail").contains("8001"));
    assertTrue(answer.json().getString("detail").contains("8000"));
  }

  @Test
  void columnsCountTwiceAsTheyAreSentTwice() {
    StringBuilder columns = new StringBuilder("c0");
    for (int i = 1; columns.length() < 4_500; i++) {
      columns.append(",c").append(i);
    }
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertDenied(
        "shape_too_large",
        gatekeeper.postJson("/gatekeeper/items", "{\"columns\":\"" + columns + "\"}"));
  }

  @Test
  void controlCharactersCannotMakeATokenThatNoProxyReads() {
    gatekeeper.policy(allows(s -> filtered("items", "a = $1", "\u0001".repeat(2_500))));
    assertDenied("shape_too_large", gatekeeper.post("/gatekeeper/items"));
  }
}
