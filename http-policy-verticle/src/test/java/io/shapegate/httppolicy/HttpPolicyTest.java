package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPolicyTest {
  private final Vertx vertx = Vertx.vertx();
  private AuthorizationDouble service;

  @BeforeEach
  void start() throws Exception {
    service = AuthorizationDouble.start(vertx, ask -> ask.answer(Samples.result(Samples.allow())));
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  @Test
  void postsTheRequestAsInputAndAnswersWithTheResult() throws Exception {
    PolicyRequest request = Samples.request("tasks");

    Decision decision = served(Map.of()).decide(request);

    assertEquals(Samples.allow(), withoutDefaults(decision));
    Asked asked = service.asked().get(0);
    assertEquals("POST /v1/data/shapegate/decision HTTP/1.1", asked.requestLine());
    assertEquals(List.of("application/json"), asked.header("content-type"));
    assertEquals(List.of("application/json"), asked.header("accept"));
    assertEquals(List.of(), asked.header("authorization"));
    assertEquals(new JsonObject().put("input", request.toJson()), asked.json());
  }

  @Test
  void theClaimsGoOutAsTheyAre() throws Exception {
    served(Map.of()).decide(Samples.request("tasks"));

    JsonObject subject =
        service.asked().get(0).json().getJsonObject("input").getJsonObject("subject");
    assertEquals(Samples.ALICE.claims(), subject.getJsonObject("claims"));
  }

  @Test
  void plainIsTheRequestAndTheDecisionThemselves() throws Exception {
    service.behave(ask -> ask.answer(Samples.deny().encode()));
    PolicyRequest request = Samples.request("tasks");

    Decision decision = served(Map.of("HTTP_POLICY_FORMAT", "plain")).decide(request);

    assertEquals(new Deny("no_rule", "no rule grants tasks"), decision);
    assertEquals(request.toJson(), service.asked().get(0).json());
  }

  @Test
  void anUndefinedDocumentDenies() throws Exception {
    service.behave(ask -> ask.answer("{\"decision_id\":\"1\"}"));

    Decision decision = served(Map.of()).decide(Samples.request("tasks"));

    assertEquals(new Deny("no_rule", "no rule grants tasks"), decision);
  }

  @Test
  void otherKeysOfTheAnswerMeanNothing() throws Exception {
    service.behave(ask -> ask.answer(new JsonObject()
        .put("decision_id", "1")
        .put("decision", "allow")
        .put("metrics", new JsonObject().put("timer_server_handler_ns", 12))
        .put("result", Samples.deny())
        .encode()));

    assertInstanceOf(Deny.class, served(Map.of()).decide(Samples.request("tasks")));
  }

  @Test
  void askingToExplainAndTheTraceArePassedOn() throws Exception {
    JsonObject explanation = new JsonObject().put("matched", "members");
    JsonObject explained = Samples.allow()
        .put("rules", new JsonArray().add("members"))
        .put("explanation", explanation);
    service.behave(ask -> ask.answer(Samples.result(explained)));
    PolicyRequest plain = Samples.request("tasks");
    PolicyRequest request = new PolicyRequest(plain.id(), plain.subject(), plain.shape(), true);

    Allow allow = assertInstanceOf(Allow.class, served(Map.of()).decide(request));

    assertTrue(service.asked().get(0).json().getJsonObject("input").getBoolean("explain"));
    assertEquals(new Decision.Trace(List.of("members"), explanation), allow.trace());
  }

  @Test
  void anExplanationThatNobodyAskedForIsLeftOut() throws Exception {
    JsonObject explained = Samples.deny().put("explanation", new JsonObject().put("salary", 7));
    service.behave(ask -> ask.answer(Samples.result(explained)));

    Decision decision = served(Map.of()).decide(Samples.request("tasks"));

    assertEquals(new Deny("no_rule", "no rule grants tasks"), decision);
  }

  @Test
  void theTokenIsSent() throws Exception {
    served(Map.of("HTTP_POLICY_TOKEN", "t0ken~._+/-==")).decide(Samples.request("tasks"));

    assertEquals(List.of("Bearer t0ken~._+/-=="), service.asked().get(0).header("authorization"));
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    Served served = served(Map.of());
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Allow.class, served.decide(Samples.request("tasks")));
    }

    assertEquals(5, service.asked().size());
    assertEquals(1, service.openConnections());
  }

  @Test
  void stoppingLetsWhatIsUnderWayComeToItsEnd() throws Exception {
    service.behave(ask -> {});
    Served served = served(Map.of());
    Future<Decision> decision = served.ask(Samples.request("tasks"));
    Await.until("it is asked", () -> !service.asked().isEmpty());

    Future<Void> stopped = served.stop();
    service.asked().get(0).answer(Samples.result(Samples.allow()));

    assertInstanceOf(Allow.class, Settled.result(decision));
    Settled.result(stopped);
    assertEquals(0, service.openConnections());
  }

  private Served served(Map<String, String> settings) throws Exception {
    return Served.start(vertx, service.url(), settings);
  }

  private static JsonObject withoutDefaults(Decision decision) {
    JsonObject json = decision.toJson();
    json.remove("subsets");
    return json;
  }
}
