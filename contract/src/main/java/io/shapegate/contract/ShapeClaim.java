package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The {@code shape} claim of a token: the granted shape, and whether its holder may query subsets of it.
 */
public record ShapeClaim(Shape shape, boolean subsets) {
  private static final Set<String> KEYS = keys();

  /** {@link Shape#toJson} with {@code subsets}. */
  public JsonObject toJson() {
    return shape.toJson().put("subsets", subsets);
  }

  /**
   * Reads a claim. What is absent grants nothing: without {@code subsets} there are none, and an unknown key, which may be
   * a restriction that this version does not know, is a {@link ContractException}.
   */
  public static ShapeClaim fromJson(JsonObject json) {
    Json.onlyKeys("the shape claim", json, KEYS);
    JsonObject shape = json.copy();
    shape.remove("subsets");
    return new ShapeClaim(Shape.fromJson(shape), Json.flag(json, "subsets", false));
  }

  private static Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>(Shape.KEYS);
    keys.add("subsets");
    return Set.copyOf(keys);
  }
}
