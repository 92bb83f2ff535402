package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
  @Test
  void everyKindOfValueIsRead() {
    assertEquals(
        new JsonObject()
            .put("a", "é𝄞\"\\/\b\f\n\r\t")
            .put("b", 1)
            .put("c", 1.5)
            .put("d", true)
            .put("e", false)
            .putNull("f")
            .put("g", new JsonArray().add(1).add(new JsonObject().put("h", "x"))),
        read(" {\"a\":\"\u00e9\ud834\udd1e\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"b\":1,\"c\":1.5,"
            + "\"d\":true,\"e\":false,\"f\":null,\"g\":[1,{\"h\":\"x\"}]}\r\n\t "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"a\"",
        "{",
        "}",
        "{}}",
        "{}{}",
        "{}[]",
        "{} 1",
        "{}\0",
        "\0{}",
        "\ufeff{}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1,]}",
        "{\"a\":[1",
        "{\"a\":[}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":0x1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":tru}",
        "{\"a\":True}",
        "{\"a\":undefined}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\\u006\u0131\"}",
        "{\"a\":\"\\u006\uff11\"}",
        "{\"\\u\u0130061\":1}",
        "{\"a\":\"\\u00",
        "{\"a\":\"\\",
        "{\"a\":1}//",
        "{\"a\":1/**/}",
        "#\n{}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":[{\"b\":1,\"b\":2}]}",
        "{\"\":1,\"\":2}",
      })
  void whatHasNoReadingOrTwoIsRefused(String text) {
    assertThrows(ContractException.class, () -> read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "c0af", "eda080", "f5808080", "ff", "80", "e28228"})
  void whatIsNotUtf8IsRefused(String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
    assertThrows(ContractException.class, () -> StrictJson.object(bytes));
  }

  @Test
  void otherEncodingsAreRefused() {
    assertThrows(
        ContractException.class,
        () -> StrictJson.object("{\"a\":1}".getBytes(StandardCharsets.UTF_16)));
    assertThrows(
        ContractException.class,
        () -> StrictJson.object("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
  }

  @Test
  void sixteenLevelsAreRead() {
    String json = "{\"a\":".repeat(16) + "1" + "}".repeat(16);
    assertEquals(16, json.chars().filter(c -> c == '{').count());
    read(json);
    assertThrows(ContractException.class, () -> read("{\"a\":".repeat(17) + "1" + "}".repeat(17)));
    assertThrows(ContractException.class, () -> read("{\"a\":" + "[".repeat(100_000)));
  }

  @Test
  void giantNumbersAreRefused() {
    assertThrows(ContractException.class, () -> read("{\"a\":" + "9".repeat(101) + "}"));
    assertThrows(ContractException.class, () -> read("{\"a\":1." + "9".repeat(1_000_000) + "}"));
  }

  @Test
  void aNumberWithAGiantExponentIsHarmless() {
    assertEquals(Double.POSITIVE_INFINITY, read("{\"a\":1e999999999}").getDouble("a"));
  }

  private static JsonObject read(String text) {
    return StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
  }
}
