package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets an explanation, for whom, and how it is asked for. */
final class ExplainAccessTest extends ExplainTestBase {
  private static final String TYPE = "application/json";

  @BeforeEach
  void allowAll() {
    gatekeeper.policy(TestGatekeeper.grantsAll()).policy(HOURS, TestGatekeeper.grantsAll());
  }

  @Test
  void othersAreRefusedBeforeAnyPolicyIsAsked() {
    RawHttp.Answer answer = gatekeeper.post(TASKS);
    assertDenied("explain_not_allowed", answer);
    assertTrue(answer.json().getString("detail").contains("the role administrator"));
    assertTrue(gatekeeper.asked.isEmpty());
    assertDenied(
        "explain_not_allowed", gatekeeper.postJson(TASKS, "{\"subject\":{\"id\":\"root\"}}"));
    assertTrue(gatekeeper.asked.isEmpty());
  }

  @Test
  void whoeverIsNotAuthenticatedIsNotToldAboutRoles() {
    assertEquals(401, gatekeeper.post(TASKS, "X: y").status());
    assertEquals(401, gatekeeper.post(TASKS, "Authorization: Bearer x").status());
  }

  @Test
  void theAnonymousNeverGetOne() {
    try (TestGatekeeper open =
        TestGatekeeper.start(Map.of("ALLOW_ANONYMOUS", "true", "EXPLAIN_ROLE", "anonymous"))) {
      assertDenied("explain_not_allowed", open.post(TASKS, "X: y"));
    }
  }

  @Test
  void theRoleAndItsClaimAreSettings() {
    try (TestGatekeeper other = TestGatekeeper.start(
            Map.of("EXPLAIN_ROLE", "ops", "ROLES_CLAIM", "realm_access.roles"))
        .policy(TestGatekeeper.grantsAll())) {
      String ops = IdentityTokens.with(
          claims -> claims.claim("realm_access", Map.of("roles", List.of("ops", "member"))));
      assertEquals(200, other.post(TASKS, "Authorization: Bearer " + ops).status());
      assertDenied(
          "explain_not_allowed", other.post(TASKS, "Authorization: Bearer " + administrator()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/gatekeeper/tasks?explain=false", "/gatekeeper/tasks"})
  void withoutTheWishThereIsAToken(String target) {
    assertTrue(explain(target).json().containsKey("headers"));
    assertTrue(gatekeeper.post(target).json().containsKey("headers"));
  }

  @Test
  void theWishStandsInTheQueryInAFormOrInJson() {
    assertTrue(isExplained(explain(TASKS)));
    assertTrue(isExplained(explainJson("/gatekeeper/tasks", "{\"explain\":true}")));
    String form = "explain=true&columns=id";
    assertTrue(isExplained(gatekeeper.raw(TestGatekeeper.head(
            "/gatekeeper/tasks",
            "Authorization: Bearer " + administrator(),
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: " + form.length())
        + "\r\n" + form)));
    assertTrue(explainJson("/gatekeeper/tasks", "{\"explain\":false}").json().containsKey("url"));
    assertTrue(explainJson("/gatekeeper/tasks", "{\"explain\":null}").json().containsKey("url"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain=1",
        "explain=TRUE",
        "explain=",
        "explain",
        "explain=true&explain=true",
        "%65xplain=true&explain=true",
        "Explain=true",
        "explain[]=true",
        "explain=true%20"
      })
  void inAQueryItIsTrueOrFalse(String query) {
    assertUnreadable(explain("/gatekeeper/tasks?" + query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"explain\":\"true\"}",
        "{\"explain\":1}",
        "{\"explain\":[true]}",
        "{\"explain\":{}}",
        "{\"explain\":true,\"explain\":true}"
      })
  void inJsonItIsTrueOrFalse(String body) {
    assertUnreadable(explainJson("/gatekeeper/tasks", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"explain\":true}", "{\"explain\":false}", "{\"explain\":null}"})
  void itIsGivenOnce(String body) {
    assertUnreadable(explainJson(TASKS, body));
  }

  @Test
  void somebodyElseIsAskedAboutAsTheyWouldCome() {
    JsonObject explanation = explainJson(
            TASKS,
            "{\"subject\":{\"id\":\"bob\",\"claims\":{\"roles\":[\"member\"],\"org\":{\"id\":7}}}}")
        .json();
    JsonObject claims =
        new JsonObject("{\"roles\":[\"member\"],\"org\":{\"id\":7},\"sub\":\"bob\"}");
    assertEquals(new Subject("bob", false, claims), askedAbout());
    assertEquals("bob", explanation.getJsonObject("subject").getString("id"));
    assertEquals(claims, explanation.getJsonObject("subject").getJsonObject("claims"));
    assertEquals(askedAbout(), gatekeeper.asked.get(1).subject());
  }

  @Test
  void somebodyElseNeedsNoClaims() {
    explainJson(TASKS, "{\"subject\":{\"id\":\"bob\",\"claims\":null,\"anonymous\":false}}");
    assertEquals(new Subject("bob", false, new JsonObject().put("sub", "bob")), askedAbout());
  }

  @Test
  void nobodyInParticularIsAskedAboutAsAnonymous() {
    JsonObject explanation =
        explainJson(TASKS, "{\"subject\":{\"anonymous\":true}}").json();
    assertEquals(Subject.ANONYMOUS, askedAbout());
    assertTrue(explanation.getJsonObject("subject").getBoolean("anonymous"));
  }

  @Test
  void theSubjectMayStandBesideAShape() {
    explainJson(
        "/gatekeeper/tasks",
        "{\"explain\":true,\"columns\":[\"id\"],\"subject\":{\"id\":\"bob\"}}");
    assertEquals("id", String.valueOf(gatekeeper.asked.get(0).shape().columns()));
    assertEquals("bob", askedAbout().id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"subject\":\"bob\"}",
        "{\"subject\":[\"bob\"]}",
        "{\"subject\":true}",
        "{\"subject\":{}}",
        "{\"subject\":{\"id\":\"\"}}",
        "{\"subject\":{\"id\":7}}",
        "{\"subject\":{\"id\":null}}",
        "{\"subject\":{\"id\":\"anonymous\"}}",
        "{\"subject\":{\"id\":\"a\\u0000b\"}}",
        "{\"subject\":{\"id\":\"a\\ud800\"}}",
        "{\"subject\":{\"id\":\"a\\u202eb\"}}",
        "{\"subject\":{\"id\":\"bob\",\"claims\":[]}}",
        "{\"subject\":{\"id\":\"bob\",\"claims\":\"{}\"}}",
        "{\"subject\":{\"id\":\"bob\",\"claims\":{\"sub\":\"alice\"}}}",
        "{\"subject\":{\"id\":\"bob\",\"claims\":{\"sub\":null}}}",
        "{\"subject\":{\"id\":\"bob\",\"roles\":[\"member\"]}}",
        "{\"subject\":{\"id\":\"bob\",\"anonymous\":true}}",
        "{\"subject\":{\"claims\":{},\"anonymous\":true}}",
        "{\"subject\":{\"id\":\"bob\",\"anonymous\":\"false\"}}",
        "{\"subject\":{\"id\":\"bob\"},\"subject\":{\"id\":\"bob\"}}",
        "{\"Subject\":{\"id\":\"bob\"}}"
      })
  void aSubjectThatIsNotUnderstoodIsA400(String body) {
    assertUnreadable(explainJson(TASKS, body));
  }

  @Test
  void aSubjectWithALongNameIsA400() {
    assertUnreadable(explainJson(TASKS, "{\"subject\":{\"id\":\"" + "x".repeat(257) + "\"}}"));
  }

  @Test
  void aSubjectWithoutTheWishToExplainIsA400() {
    assertUnreadable(explainJson("/gatekeeper/tasks", "{\"subject\":{\"id\":\"bob\"}}"));
    assertUnreadable(
        explainJson("/gatekeeper/tasks?explain=false", "{\"subject\":{\"id\":\"bob\"}}"));
    assertUnreadable(explain("/gatekeeper/tasks?explain=true&subject=bob"));
  }

  @Test
  void claimsAreLimitedByTheBody() {
    String body =
        "{\"subject\":{\"id\":\"bob\",\"claims\":{\"x\":\"" + "y".repeat(70_000) + "\"}}}";
    assertEquals(413, explainJson(TASKS, body).status());
    String deep = "{\"subject\":{\"id\":\"bob\",\"claims\":" + "{\"x\":".repeat(20) + "1"
        + "}".repeat(20) + "}}";
    assertUnreadable(explainJson(TASKS, deep));
  }

  private static boolean isExplained(RawHttp.Answer answer) {
    return answer.status() == 200
        && answer.header("content-type").equals(TYPE)
        && Boolean.TRUE.equals(answer.json().getValue("explain"));
  }

  private void assertUnreadable(RawHttp.Answer answer) {
    assertEquals(400, answer.status(), answer.body());
    assertEquals("invalid_request", answer.code());
    assertTrue(gatekeeper.asked.isEmpty());
  }
}
