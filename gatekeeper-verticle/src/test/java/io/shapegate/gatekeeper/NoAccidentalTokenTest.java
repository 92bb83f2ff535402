package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Policy;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import io.shapegate.launcher.StrictHttpServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each step on the way to a token fails in turn: there is an answer, and no token in it. */
class NoAccidentalTokenTest {
  private static final String ALICE = "Authorization: Bearer " + IdentityTokens.of("alice");

  private TestGatekeeper gatekeeper;

  @BeforeEach
  void start() {
    gatekeeper = TestGatekeeper.start(Map.of());
  }

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  @Test
  void withEveryStepInOrderThereIsAToken() {
    gatekeeper.policy(TestGatekeeper.grantsAll());

    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items", ALICE);

    assertEquals(200, answer.status());
    assertTrue(answer.body().contains("eyJ"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gatekeeper/a.b.c",
        "/gatekeeper/%00",
        "/gatekeeper/items?where=a&where=b",
        "/gatekeeper/items?columns=",
        "/gatekeeper/items?params[01]=a",
        "/gatekeeper/items?unknown=x",
        "/gatekeeper/items?replica=none",
        "/gatekeeper/",
        "/gatekeeper/items/more"
      })
  void notFromWhatCannotBeRead(String target) {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertNoToken(gatekeeper.post(target, ALICE));
    assertTrue(gatekeeper.asked.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "7",
        "null",
        "{\"where\":7}",
        "{\"columns\":{}}",
        "{\"where\":null,\"where\":\"x\"}"
      })
  void notFromABodyThatCannotBeRead(String body) {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertNoToken(gatekeeper.postJson("/gatekeeper/items", body));
    assertTrue(gatekeeper.asked.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: no credential",
        "Authorization:",
        "Authorization: Bearer",
        "Authorization: Bearer x.y.z",
        "Authorization: Basic YTpi",
        "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."
      })
  void notForSomebodyWhoIsNotKnown(String header) {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    assertNoToken(gatekeeper.post("/gatekeeper/items", header));
    assertTrue(gatekeeper.asked.isEmpty());
  }

  static Stream<Policy> policies() {
    Shape secrets = Shape.of(TableName.parse("secrets"));
    return Stream.of(
        request -> {
          throw new IllegalStateException("thrown");
        },
        request -> null,
        request -> Future.succeededFuture(),
        request -> Future.failedFuture("failed"),
        request -> Promise.<Decision>promise().future(),
        request -> Future.succeededFuture(new Deny("closed", "no")),
        request -> Future.succeededFuture(new Allow(secrets, true, Duration.ofMinutes(1), null)),
        request -> Future.succeededFuture(new Allow(
            PolicyTestBase.filtered("items", "a = '" + "x".repeat(9_000) + "'"),
            true,
            Duration.ofMinutes(1),
            null)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void notWithoutAnAllowForWhatWasAsked(Policy policy) {
    gatekeeper.policy(policy);
    assertNoToken(gatekeeper.post("/gatekeeper/items", ALICE));
  }

  @Test
  void notWithoutAPolicy() {
    assertNoToken(gatekeeper.post("/gatekeeper/items", ALICE));
  }

  @Test
  void notWhenItCannotBeIssued() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    GatekeeperConfig config = GatekeeperConfig.from(TestGatekeeper.settings(Map.of()));

    assertNoToken(answered(config, new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        throw new IllegalStateException("no time");
      }
    }));
    RawHttp.Answer works = answered(config, Clock.systemUTC());
    assertEquals(200, works.status(), works.body());
  }

  /** By a pipeline like the gatekeeper's own, with another clock. */
  private RawHttp.Answer answered(GatekeeperConfig config, Clock clock) {
    ShapeTokenHandler handler = new ShapeTokenHandler(
        new ShapeReader(gatekeeper.vertx()),
        new Authenticator(gatekeeper.vertx(), config.identity(), config.tokens()),
        new PolicyChain(config.policies(), new PolicyCaller(gatekeeper.vertx())),
        new TokenIssuer(
            config.tokens(), new TokenSigner(gatekeeper.vertx(), config.tokens().key()), clock),
        new ConnectionDetails(config.proxyUrl()),
        new Explainer(config.explain()),
        new DecisionLog(gatekeeper.vertx(), config.decisions()));
    HttpServer server = TestGatekeeper.await(StrictHttpServer.create(
            gatekeeper.vertx(), request -> handler.handle(Exchange.begin(request)))
        .listen(0, "127.0.0.1"));
    return RawHttp.once(
        server.actualPort(), TestGatekeeper.head("/gatekeeper/items", ALICE) + "\r\n");
  }

  private static void assertNoToken(RawHttp.Answer answer) {
    assertTrue(answer.status() >= 400, answer.body());
    assertFalse(answer.body().contains("eyJ"), answer.body());
    assertFalse(answer.toString().contains("Bearer eyJ"), "a token in the answer");
  }
}
