package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestJsonTest extends GrantingGatekeeper {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"where\":\"a = $1 AND b=$2\",\"params\":{\"2\":\"&\",\"1\":\"+\"},\"columns\":\"id,\\\"A,b\\\"\","
            + "\"queryable_columns\":\"id\",\"replica\":\"full\"}",
        " {\"where\":\"a = $1 AND b=$2\",\"params\":[\"+\",\"&\"],\"columns\":[\"id\",\"\\\"A,b\\\"\"],"
            + "\"queryable_columns\":[\"id\"],\"replica\":\"full\"} ",
      })
  void everyFieldIsReadFromJson(String json) {
    assertGranted(gatekeeper.postJson("/gatekeeper/items", json));
    assertFullShape();
  }

  @Test
  void nullInJsonIsAsIfItWereNotThere() {
    assertGranted(
        gatekeeper.postJson(
            "/gatekeeper/items",
            "{\"where\":null,\"params\":null,\"columns\":null,\"queryable_columns\":null,\"replica\":null}"));
    assertEquals(Shape.of(asked().table()), asked());
  }

  @Test
  void utf8InJsonIsKept() {
    String utf8 = new String(
        "{\"where\":\"a='é𝄞'\"}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertGranted(gatekeeper.postJson("/gatekeeper/items", utf8));
    assertEquals("a='é𝄞'", asked().where());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"where\"",
        "7",
        "{",
        "{}{}",
        "{} x",
        "{\"where\":\"a\",}",
        "{'where':'a'}",
        "{where:\"a\"}",
        "/* */{}",
        "{\"where\":\"a\",\"where\":\"a\"}",
        "{\"where\":\"a\",\"\\u0077here\":\"b\"}",
        "{\"where\":1}",
        "{\"where\":true}",
        "{\"where\":[\"a\"]}",
        "{\"where\":{\"a\":1}}",
        "{\"where\":\"\"}",
        "{\"where\":\"a\\u0000b\"}",
        "{\"where\":\"a\\ud800b\"}",
        "{\"where\":\"a\\udc00\\ud800b\"}",
        "{\"where\":\"a\nb\"}",
        "{\"where\":\"\u00ff\"}",
        "{\"where\":NaN}",
        "{\"where\":\"a\",\"params\":[1]}",
        "{\"where\":\"a\",\"params\":[null]}",
        "{\"where\":\"a\",\"params\":[[\"a\"]]}",
        "{\"where\":\"a\",\"params\":{\"1\":1}}",
        "{\"where\":\"a\",\"params\":{\"1\":null}}",
        "{\"where\":\"a\",\"params\":{\"01\":\"a\"}}",
        "{\"where\":\"a\",\"params\":{\"2\":\"a\"}}",
        "{\"where\":\"a\",\"params\":{\"1\":\"a\",\"1\":\"b\"}}",
        "{\"where\":\"a\",\"params\":\"a\"}",
        "{\"where\":\"a\",\"params\":7}",
        "{\"where\":\"a\",\"params[1]\":\"a\"}",
        "{\"params\":[\"a\"]}",
        "{\"columns\":[]}",
        "{\"columns\":[1]}",
        "{\"columns\":[\"id\",\"id\"]}",
        "{\"columns\":[\"id,value\"]}",
        "{\"columns\":[[\"id\"]]}",
        "{\"columns\":{\"0\":\"id\"}}",
        "{\"columns\":7}",
        "{\"replica\":[\"full\"]}",
        "{\"table\":\"items\"}",
        "{\"namespace\":null}",
        "{\"shape\":{}}",
        "{\"Where\":\"a\"}",
        "{\"__proto__\":{}}",
        "{\"subset\":{}}",
      })
  void jsonThatIsNotEntirelyUnderstoodIsA400(String json) {
    String body = json.isEmpty() ? " " : json;
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items", body));
  }

  @Test
  void deepJsonIsA400() {
    String deep = "{\"where\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items", deep));
  }

  @Test
  void aHugeNumberIsA400() {
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postJson("/gatekeeper/items", "{\"where\":" + "9".repeat(60_000) + "}"));
  }

  @Test
  void namesThatAreLongAreRefusedInEverySpelling() {
    for (String name : List.of(
        "a".repeat(60_000), "\\\"" + "a".repeat(60_000) + "\\\"", "\\\"" + "\\\"".repeat(20_000))) {
      assertRefused(
          400,
          "invalid_request",
          gatekeeper.postJson("/gatekeeper/items", "{\"columns\":\"" + name + "\"}"));
    }
    for (String name : List.of("a-".repeat(7_000) + "a", "%22" + "a".repeat(15_000) + "%22")) {
      assertRefused(400, "invalid_request", gatekeeper.post("/gatekeeper/" + name));
    }
  }
}
