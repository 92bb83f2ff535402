package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Params;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A gatekeeper that asks policy.rules about everything, and policy.office-hours too about tasks. */
abstract class PolicyTestBase {
  static final String HOURS = "policy.office-hours";
  static final Map<String, String> CHAIN =
      Map.of("POLICIES", "*=policy.rules;tasks=policy.rules,policy.office-hours");
  static final Duration TTL = Duration.ofMinutes(10);

  TestGatekeeper gatekeeper = TestGatekeeper.start(CHAIN);

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  static Function<PolicyRequest, Decision> allow(Function<Shape, Shape> grant) {
    return request -> new Allow(grant.apply(request.shape()), true, TTL, "test");
  }

  static Policy allows(Function<Shape, Shape> grant) {
    return TestGatekeeper.decides(allow(grant));
  }

  static Shape shape(
      String table,
      @Nullable String where,
      @Nullable String columns,
      @Nullable String queryable,
      @Nullable String replica) {
    return new Shape(
        TableName.parse(table),
        where,
        Params.NONE,
        columns == null ? null : Columns.parse(columns),
        queryable == null ? null : Columns.parse(queryable),
        replica == null ? null : Replica.parse(replica));
  }

  static Shape filtered(String table, String where, String... params) {
    return new Shape(TableName.parse(table), where, new Params(List.of(params)), null, null, null);
  }

  static void assertDenied(String code, RawHttp.Answer answer) {
    assertEquals(403, answer.status(), answer.body());
    assertEquals(code, answer.code());
    assertEquals("", answer.header("retry-after"));
  }

  static void assertUnavailable(RawHttp.Answer answer) {
    assertEquals(503, answer.status(), answer.body());
    assertEquals("policy_unavailable", answer.code());
    assertEquals("2", answer.header("retry-after"));
    assertEquals("application/problem+json", answer.header("content-type"));
  }
}
