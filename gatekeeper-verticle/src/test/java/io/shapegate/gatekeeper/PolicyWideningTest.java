package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyWideningTest extends PolicyTestBase {
  static Stream<Arguments> widerThanAsked() {
    return Stream.of(
        wider("another table", "items", s -> shape("secrets", null, null, null, null)),
        wider("another schema", "items", s -> shape("crm.items", null, null, null, null)),
        wider("another case", "items", s -> shape("\"Items\"", null, null, null, null)),
        wider("no filter", "items?where=a%3D1", s -> shape("items", null, null, null, null)),
        wider("all columns", "items?columns=id", s -> shape("items", null, null, null, null)),
        wider("a column more", "items?columns=id", s -> shape("items", null, "id,b", "id", null)),
        wider("queryable", "items?columns=id", s -> shape("items", null, "id", "id,b", null)),
        wider(
            "all queryable",
            "items?queryable_columns=id",
            s -> shape("items", null, null, null, null)),
        wider(
            "a queryable more",
            "items?queryable_columns=id",
            s -> shape("items", null, null, "id,b", null)),
        wider("replica", "items?replica=default", s -> shape("items", null, null, null, "full")),
        wider("no replica", "items?replica=full", s -> shape("items", null, null, null, null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("widerThanAsked")
  void anAllowThatWidensWhatWasAskedIsA403(
      String what, String asked, Function<Shape, Shape> grant) {
    gatekeeper.policy(allows(grant));
    assertDenied("policy_widened", gatekeeper.post("/gatekeeper/" + asked));
  }

  static Stream<Arguments> widerThanGranted() {
    String filter = "org = $1";
    return Stream.of(
        wider("another table", s -> filtered("secrets", filter, "7")),
        wider("no filter", s -> shape("tasks", null, null, null, null)),
        wider("another filter", s -> filtered("tasks", "true or $1 = $1", "7")),
        wider("another value", s -> filtered("tasks", filter, "8")),
        wider("another value under an and", s -> filtered("tasks", "(org = $1) AND (a)", "8")),
        wider("a value less", s -> filtered("tasks", "(org = $1) AND (a)")),
        wider("a value more", s -> filtered("tasks", filter, "7", "8")),
        wider("or", s -> filtered("tasks", "(org = $1) OR (a)", "7")),
        wider("and or", s -> filtered("tasks", "(org = $1) AND a OR b", "7")),
        wider("closed early", s -> filtered("tasks", "(org = $1) AND (a) OR (b)", "7")),
        wider("closed in the middle", s -> filtered("tasks", "(org = $1) AND (a)) OR ((b)", "7")),
        wider("a quote", s -> filtered("tasks", "(org = $1) AND (a = '(' ) OR (b = ')')", "7")),
        wider("a comment", s -> filtered("tasks", "(org = $1) AND (a --)", "7")),
        wider("a block comment", s -> filtered("tasks", "(org = $1) AND (/*) OR (b*/)", "7")),
        wider("a dollar quote", s -> filtered("tasks", "(org = $1) AND ($a$($a$) OR (b)", "7")),
        wider("a backslash", s -> filtered("tasks", "(org = $1) AND (a=E'\\'') OR (b='')", "7")),
        wider("nothing", s -> filtered("tasks", "(org = $1) AND ()", "7")),
        wider("spaces", s -> filtered("tasks", "( org = $1 ) AND (a)", "7")),
        Arguments.of("columns", (Function<Shape, Shape>)
            s -> new Shape(s.table(), s.where(), s.params(), Columns.parse("id,a,b"), null, null)),
        Arguments.of("queryable columns", (Function<Shape, Shape>) s -> new Shape(
            s.table(), s.where(), s.params(), s.columns(), Columns.parse("id,b"), s.replica())),
        Arguments.of("replica", (Function<Shape, Shape>)
            s -> new Shape(s.table(), s.where(), s.params(), s.columns(), null, Replica.FULL)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("widerThanGranted")
  void anAllowThatWidensWhatWasGrantedIsA403(String what, Function<Shape, Shape> grant) {
    Shape before = new Shape(
        TableName.parse("tasks"),
        "org = $1",
        new Params(List.of("7")),
        Columns.parse("id,a"),
        null,
        Replica.DEFAULT);
    gatekeeper.policy(allows(s -> before)).policy(HOURS, allows(grant));
    assertDenied("policy_widened", gatekeeper.post("/gatekeeper/tasks"));
  }

  @Test
  void aSecondPolicyMayNarrowInEveryRespect() {
    gatekeeper
        .policy(allows(s -> filtered("tasks", "org = $1", "7")))
        .policy(
            HOURS,
            request -> Future.succeededFuture(new Allow(
                new Shape(
                    request.shape().table(),
                    "(org = $1) AND (hour < $2 AND (a = ')' OR b))",
                    new Params(List.of("7", "17")),
                    Columns.parse("id"),
                    Columns.parse("id"),
                    Replica.FULL),
                false,
                Duration.ofSeconds(30),
                null)));
    JsonObject json = gatekeeper.post("/gatekeeper/tasks").json();
    assertEquals("(org = $1) AND (hour < $2 AND (a = ')' OR b))", json.getString("where"));
    assertEquals("id", json.getString("columns"));
  }

  @Test
  void theFirstPolicyResolvesTheNameOfAShape() {
    gatekeeper.policy(allows(s -> filtered("crm.tasks", "open", new String[0])));
    JsonObject json = gatekeeper.post("/gatekeeper/my-open-tasks").json();
    assertEquals("crm.tasks", json.getString("table"));
    assertEquals("crm.tasks", json.getJsonObject("params").getString("table"));
  }

  private static Arguments wider(String what, String asked, Function<Shape, Shape> grant) {
    return Arguments.of(what, asked, grant);
  }

  /** The columns and the replica stay, so that the filter is what is wider. */
  private static Arguments wider(String what, Function<Shape, Shape> grant) {
    Function<Shape, Shape> rest = before -> {
      Shape after = grant.apply(before);
      return new Shape(
          after.table(),
          after.where(),
          after.params(),
          before.columns(),
          before.queryableColumns(),
          before.replica());
    };
    return Arguments.of(what, rest);
  }
}
