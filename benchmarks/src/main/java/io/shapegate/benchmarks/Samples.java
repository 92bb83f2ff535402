package io.shapegate.benchmarks;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Params;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** A user, a question and an answer of the size that an application has. */
final class Samples {
  static final String AUDIENCE = "benchmarks";
  private static final long FAR_AHEAD_SECONDS = 86_400;

  private Samples() {}

  static JsonObject identityClaims(String user) {
    long now = System.currentTimeMillis() / 1000;
    return new JsonObject()
        .put("iss", "https://identity.example.com/")
        .put("aud", AUDIENCE)
        .put("sub", user)
        .put("iat", now)
        .put("exp", now + FAR_AHEAD_SECONDS)
        .put("name", "A User of the Benchmarks")
        .put("email", user + "@example.com")
        .put("org_id", 7)
        .put("roles", new JsonArray().add("member").add("editor"));
  }

  static PolicyRequest request() {
    return new PolicyRequest(
        "5f0c7a52-8f53-4f6e-9d0e-2f5b8a1c3d4e",
        new Subject("user-1", false, identityClaims("user-1")),
        Shape.of(TableName.parse("tasks")));
  }

  static Decision decision() {
    return new Decision.Allow(
        grantedShape(), true, Duration.ofMinutes(10), "rule tasks-of-members");
  }

  static Shape grantedShape() {
    return granted(TableName.parse("tasks"));
  }

  /** What the rule in rules.sql grants, of any table. */
  static Shape granted(TableName table) {
    return new Shape(
        table,
        "org_id = $1 AND owner = $2",
        new Params(List.of("7", "user-1")),
        Columns.parse("id,org_id,owner,title,done"),
        null,
        null);
  }
}
