package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.Params;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's policy in a real Open Policy Agent. */
class OpaIT {
  private static final Shape TASKS = Shape.of(TableName.parse("tasks"));
  private static final Shape ITEMS = Shape.of(TableName.parse("items"));
  private static final Deny NO_RULE = new Deny("no_rule", "no rule grants this shape");
  private static OpaServer opa;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void startOpa() throws Exception {
    OpaServer.require();
    opa = OpaServer.start();
  }

  @AfterAll
  static void stopOpa() throws Exception {
    if (opa != null) {
      opa.close();
    }
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "bob", "x' OR '1'='1", "é\"\\\n"})
  void membersSeeTheTasksOfTheirOrganisations(String user) throws Exception {
    Allow allow = assertInstanceOf(Allow.class, served().decide(ask(member(user), TASKS)));

    Shape granted = new Shape(
        TASKS.table(),
        "org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)",
        new Params(List.of(user)),
        Columns.parse("id,org_id,project_id,title,done"),
        null,
        null);
    assertEquals(granted, allow.shape());
    assertEquals(Duration.ofMinutes(10), allow.ttl());
    assertEquals(new Trace(List.of("member-tasks"), null), allow.trace());
  }

  @Test
  void anybodySeesAllItems() throws Exception {
    Allow allow = assertInstanceOf(Allow.class, served().decide(ask(Subject.ANONYMOUS, ITEMS)));

    assertEquals(ITEMS, allow.shape());
  }

  @Test
  void othersSeeNoTasks() throws Exception {
    Subject noRole = new Subject("alice", false, new JsonObject());
    Subject otherRole =
        new Subject("alice", false, new JsonObject().put("roles", new JsonArray().add("guest")));
    Subject text = new Subject("alice", false, new JsonObject().put("roles", "member"));
    Subject anonymous = new Subject("anonymous", true, member("alice").claims());
    for (Subject subject : List.of(Subject.ANONYMOUS, noRole, otherRole, text, anonymous)) {
      assertEquals(NO_RULE, served().decide(ask(subject, TASKS)), subject.toString());
    }
  }

  @Test
  void noRuleGrantsOtherTablesOrWhatIsNarrowedAlready() throws Exception {
    Served served = served();
    for (Shape shape : List.of(
        Shape.of(TableName.parse("secrets")),
        Shape.of(TableName.parse("private.items")),
        Shape.of(TableName.parse("\"Items\"")),
        new Shape(ITEMS.table(), "value IS NULL", Params.NONE, null, null, null),
        new Shape(ITEMS.table(), null, Params.NONE, Columns.parse("id"), null, null))) {
      assertEquals(NO_RULE, served.decide(ask(member("alice"), shape)), shape.toString());
    }
  }

  @Test
  void aDocumentThatDoesNotExistDenies() throws Exception {
    Served served = Served.start(vertx, opa.url("http", "nothing/here"), Map.of());

    assertEquals(
        new Deny("no_rule", "no rule grants items"), served.decide(ask(member("alice"), ITEMS)));
  }

  @Test
  void aRuleThatFailsIsNoDecisionAndShutsNobodyOut() throws Exception {
    try (LogLines log = new LogLines()) {
      Served served = Served.start(vertx, opa.url("http", "failing/decision"), Map.of());
      for (int i = 0; i < 10; i++) {
        served.refusal(ask(member("alice"), ITEMS));
      }

      assertEquals(10, log.containing("it answered 500").size());
      assertEquals(200, served.ready().statusCode());
    }
  }

  @Test
  void itsDeathDeniesAndItsReturnIsNoticed() throws Exception {
    PolicyRequest items = ask(member("alice"), ITEMS);
    OpaServer first = OpaServer.start();
    Served served = Served.start(
        vertx,
        first.url("http", "shapegate/decision"),
        Map.of("HTTP_POLICY_TIMEOUT", "500ms", "HTTP_POLICY_PAUSE", "100ms"));
    assertInstanceOf(Allow.class, served.decide(items));

    first.close();
    Await.until("it is noticed", () -> {
      assertNotNull(served.refusal(items));
      return served.ready().statusCode() == 503;
    });
    try (OpaServer second = OpaServer.startAt(first.port())) {
      Await.until(
          "it answers again",
          () -> served
              .ask(items)
              .map(true)
              .otherwise(false)
              .toCompletionStage()
              .toCompletableFuture()
              .get());

      assertInstanceOf(Allow.class, served.decide(items));
      assertEquals(first.port(), second.port());
      assertEquals(200, served.ready().statusCode());
    }
  }

  @Test
  void bothSidesShowACertificate(@TempDir Path folder) throws Exception {
    Authority authority = new Authority(folder);
    authority.issue("opa", new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    try (OpaServer tls = OpaServer.start(
        "--tls-cert-file=" + folder.resolve("opa.pem"),
        "--tls-private-key-file=" + folder.resolve("opa-key.pem"),
        "--tls-ca-cert-file=" + authority.file(),
        "--authentication=tls")) {
      String url = tls.url("https", "shapegate/decision");
      PolicyRequest items = ask(Subject.ANONYMOUS, ITEMS);

      assertInstanceOf(
          Allow.class, Served.start(vertx, url, authority.client("policy")).decide(items));
      Vertx other = Vertx.vertx();
      Served.start(other, url, Map.of("HTTP_POLICY_CA_FILE", authority.file().toString()))
          .refusal(items);
      Settled.result(other.close());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"correct-token", "wrong-token"})
  void itAsksForTheToken(String token) throws Exception {
    PolicyRequest items = ask(Subject.ANONYMOUS, ITEMS);
    try (OpaServer guarded = OpaServer.start("--authentication=token", "--authorization=basic");
        LogLines log = new LogLines()) {
      Served served = Served.start(
          vertx, guarded.url("http", "shapegate/decision"), Map.of("HTTP_POLICY_TOKEN", token));

      if (token.equals("correct-token")) {
        assertInstanceOf(Allow.class, served.decide(items));
      } else {
        served.refusal(items);
        assertEquals(1, log.containing("it answered 401").size(), log.all().toString());
      }
    }
  }

  private Served served() throws Exception {
    return Served.start(vertx, opa.url("http", "shapegate/decision"), Map.of());
  }

  private static Subject member(String id) {
    return new Subject(id, false, new JsonObject().put("roles", new JsonArray().add("member")));
  }

  private static PolicyRequest ask(Subject subject, Shape shape) {
    return new PolicyRequest("request-1", subject, shape);
  }
}
