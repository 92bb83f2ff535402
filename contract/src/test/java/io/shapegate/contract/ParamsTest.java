package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParamsTest {
  @Test
  void valuesAreInTheOrderOfTheirNumbers() {
    Map<String, String> byNumber = new HashMap<>();
    for (int n = 12; n >= 1; n--) {
      byNumber.put(String.valueOf(n), "v" + n);
    }
    Params params = Params.of(byNumber);
    assertEquals("v1", params.values().get(0));
    assertEquals("v12", params.values().get(11));
    assertEquals(byNumber, params.byNumber());
    assertEquals(params, Params.of(params.toJson().getMap()));
  }

  @Test
  void noneIsEmptyJson() {
    assertEquals(new JsonObject(), Params.NONE.toJson());
    assertEquals(Params.NONE, Params.of(Map.of()));
  }

  static Stream<Map<String, ?>> wrong() {
    return Stream.of(
        Map.of("0", "a"),
        Map.of("2", "a"),
        Map.of("01", "a"),
        Map.of("+1", "a"),
        Map.of("1 ", "a"),
        Map.of(" 1", "a"),
        Map.of("1.0", "a"),
        Map.of("-1", "a"),
        Map.of("", "a"),
        Map.of("x", "a"),
        Map.of("\u0661", "a"),
        Map.of("1", "a", "01", "b"),
        Map.of("1", "a", "3", "b"),
        Map.of("1", "a", "2147483648", "b"),
        Map.of("1", 1),
        Map.of("1", true),
        Map.of("1", List.of("a")),
        Map.of("1", new JsonObject()));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void numbersRunFromOneWithoutAGapAndValuesAreTexts(Map<String, ?> byNumber) {
    assertThrows(ContractException.class, () -> Params.of(byNumber));
  }

  @Test
  void nullIsNoValue() {
    Map<String, String> byNumber = new HashMap<>();
    byNumber.put("1", null);
    assertThrows(ContractException.class, () -> Params.of(byNumber));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0", "\0", "\ud800", "a\udc00", "\udc00\ud800", "\ud800\ud800\udc00"})
  void aValueThatPostgresCannotTakeIsRefused(String value) {
    assertThrows(ContractException.class, () -> new Params(List.of(value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x' OR '1'='1", "%", "{1,2}", "\u0001", "\n", "𝄞", "$1", "--"})
  void anyOtherTextIsAValue(String value) {
    assertEquals(value, new Params(List.of(value)).values().get(0));
  }

  @Test
  void valuesCannotBeChangedLater() {
    List<String> values = Arrays.asList("a", "b");
    Params params = new Params(values);
    values.set(0, "z");
    assertEquals("a", params.values().get(0));
  }
}
