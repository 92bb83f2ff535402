package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Timeout;

/** Any bytes as the shape claim of a token. */
@Timeout(20)
final class ShapeClaimFuzzTest {
  @FuzzTest
  void aClaimGrantsWhatItsTextSaysAndIsWrittenAsItReads(byte[] bytes) {
    JsonObject json;
    ShapeClaim claim;
    try {
      json = StrictJson.object(bytes);
      claim = ShapeClaim.fromJson(json);
    } catch (ContractException refused) {
      return;
    }
    grantsNoMore(json, claim);
    JsonObject written = claim.toJson();
    assertEquals(written, new JsonObject(written.toBuffer()));
    assertEquals(claim, ShapeClaim.fromJson(StrictJson.object(written.toBuffer().getBytes())));
  }

  private static void grantsNoMore(JsonObject json, ShapeClaim claim) {
    Shape shape = claim.shape();
    assertTrue(claim.toJson().fieldNames().containsAll(json.fieldNames()));
    assertEquals(Boolean.TRUE.equals(json.getValue("subsets")), claim.subsets());
    assertEquals(json.getValue("where"), shape.where());
    assertEquals(json.getJsonObject("params", new JsonObject()), params(json, shape));
    assertEquals(json.getValue("columns") == null, shape.columns() == null);
    assertEquals(json.getValue("queryable_columns") == null, shape.queryableColumns() == null);
    assertEquals(json.getValue("replica") == null, shape.replica() == null);
  }

  /** The parameters of the shape, or null where the claim has a null in their place. */
  private static JsonObject params(JsonObject json, Shape shape) {
    boolean isNull = json.containsKey("params") && json.getValue("params") == null;
    assertTrue(!isNull || shape.params().isEmpty());
    return isNull ? null : shape.params().toJson();
  }
}
