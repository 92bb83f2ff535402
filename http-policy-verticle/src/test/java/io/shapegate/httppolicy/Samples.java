package io.shapegate.httppolicy;

import io.shapegate.contract.Params;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A question, and good answers to it. */
final class Samples {
  static final Subject ALICE = new Subject(
      "alice",
      false,
      new JsonObject().put("org_id", 7).put("roles", new JsonArray().add("member")));

  private Samples() {}

  static PolicyRequest request(String table) {
    return new PolicyRequest("request-1", ALICE, Shape.of(TableName.parse(table)));
  }

  static JsonObject allow() {
    Shape granted = new Shape(
        TableName.parse("tasks"), "org_id = $1", new Params(List.of("7")), null, null, null);
    return new JsonObject()
        .put("decision", "allow")
        .put("shape", granted.toJson())
        .put("ttl_seconds", 600)
        .put("reason", "own organisation");
  }

  static JsonObject deny() {
    return new JsonObject()
        .put("decision", "deny")
        .put("code", "no_rule")
        .put("reason", "no rule grants tasks");
  }

  /** As Open Policy Agent wraps it. */
  static String result(JsonObject decision) {
    return new JsonObject().put("result", decision).encode();
  }
}
