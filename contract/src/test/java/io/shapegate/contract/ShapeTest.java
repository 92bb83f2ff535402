package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShapeTest {
  private static final Shape FULL = new Shape(
      TableName.parse("crm.\"It ems\""),
      "a = $1",
      new Params(List.of("x")),
      Columns.parse("id,a"),
      Columns.parse("id"),
      Replica.FULL);

  @Test
  void whatIsWrittenIsReadAgain() {
    assertEquals(FULL, Shape.fromJson(FULL.toJson()));
    Shape bare = Shape.of(TableName.parse("items"));
    assertEquals(bare, Shape.fromJson(bare.toJson()));
    assertEquals(bare, Shape.fromJson(new JsonObject().put("table", "items")));
  }

  @Test
  void nullIsWrittenOutForVerifiersOfElectricsExample() {
    JsonObject json = Shape.of(TableName.parse("items")).toJson();
    for (String key : List.of("namespace", "table", "where", "columns")) {
      assertTrue(json.containsKey(key), key);
    }
    assertNull(json.getValue("namespace"));
    assertEquals("items", json.getString("table"));
    assertEquals("crm", FULL.toJson().getString("namespace"));
    assertEquals("\"It ems\"", FULL.toJson().getString("table"));
  }

  static Stream<JsonObject> wrong() {
    return Stream.of(
        new JsonObject(),
        json().put("table", null),
        json().put("table", ""),
        json().put("table", 7),
        json().put("table", "crm.items"),
        json().put("table", "items; drop"),
        json().put("table", new JsonArray().add("items")),
        json().put("namespace", ""),
        json().put("namespace", "a.b"),
        json().put("namespace", 7),
        json().put("where", ""),
        json().put("where", " \t\n"),
        json().put("where", 7),
        json().put("where", "a\0"),
        json().put("where", "a\ud800"),
        json().put("params", new JsonObject().put("1", "x")),
        json().put("where", "a").put("params", new JsonArray().add("x")),
        json().put("where", "a").put("params", "x"),
        json().put("where", "a").put("params", new JsonObject().put("1", 1)),
        json().put("where", "a").put("params", new JsonObject().put("01", "x")),
        json().put("columns", ""),
        json().put("columns", "id, a"),
        json().put("columns", new JsonArray().add("id")),
        json().put("queryable_columns", ""),
        json().put("queryable_columns", 1),
        json().put("replica", ""),
        json().put("replica", "FULL"),
        json().put("replica", true),
        json().put("limit", 1),
        json().put("Where", "a"),
        json().put("subsets", true));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsNotEntirelyUnderstoodIsRefused(JsonObject json) {
    assertThrows(ContractException.class, () -> Shape.fromJson(json));
  }

  @Test
  void paramsNeedAFilter() {
    assertThrows(
        ContractException.class,
        () -> new Shape(TableName.parse("a"), null, new Params(List.of("x")), null, null, null));
  }

  @Test
  void aClaimKeepsWhetherSubsetsAreAllowed() {
    for (boolean subsets : new boolean[] {true, false}) {
      ShapeClaim claim = new ShapeClaim(FULL, subsets);
      assertEquals(claim, ShapeClaim.fromJson(claim.toJson()));
      assertEquals(subsets, claim.toJson().getBoolean("subsets"));
    }
  }

  @Test
  void aClaimWithoutSubsetsGrantsNone() {
    assertFalse(ShapeClaim.fromJson(json()).subsets());
  }

  @Test
  void readingAClaimLeavesItAsItWas() {
    JsonObject json = new ShapeClaim(FULL, true).toJson();
    ShapeClaim.fromJson(json);
    assertTrue(json.containsKey("subsets"));
  }

  static Stream<JsonObject> wrongClaims() {
    return Stream.of(
        json().put("subsets", null),
        json().put("subsets", "true"),
        json().put("subsets", 1),
        json().put("log", "full"),
        new JsonObject().put("subsets", true));
  }

  @ParameterizedTest
  @MethodSource("wrongClaims")
  void aClaimThatIsNotEntirelyUnderstoodIsRefused(JsonObject json) {
    assertThrows(ContractException.class, () -> ShapeClaim.fromJson(json));
  }

  private static JsonObject json() {
    return new JsonObject().put("table", "items");
  }
}
