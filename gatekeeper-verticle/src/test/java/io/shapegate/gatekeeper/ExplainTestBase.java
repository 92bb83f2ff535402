package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions of an administrator to a gatekeeper with two policies for tasks. */
abstract class ExplainTestBase extends PolicyTestBase {
  static final String TASKS = "/gatekeeper/tasks?explain=true";

  static String administrator() {
    return IdentityTokens.with(
        claims -> claims.subject("root").claim("roles", List.of("administrator")));
  }

  RawHttp.Answer explain(String target, String... headers) {
    String[] all = new String[headers.length + 1];
    all[0] = "Authorization: Bearer " + administrator();
    System.arraycopy(headers, 0, all, 1, headers.length);
    return gatekeeper.post(target, all);
  }

  RawHttp.Answer explainJson(String target, String body, String... headers) {
    StringBuilder more = new StringBuilder();
    for (String header : headers) {
      more.append(header).append("\r\n");
    }
    return gatekeeper.raw(TestGatekeeper.head(
            target,
            "Authorization: Bearer " + administrator(),
            "Content-Type: application/json",
            "Content-Length: " + body.length())
        + more + "\r\n" + body);
  }

  String text(String target) {
    return explain(target, "Accept: text/plain").body();
  }

  JsonObject json(String target) {
    return explain(target).json();
  }

  static JsonObject policy(JsonObject explanation, int index) {
    return explanation.getJsonArray("policies").getJsonObject(index);
  }

  static JsonArray policies(JsonObject explanation) {
    return explanation.getJsonArray("policies");
  }

  /** Both policies allow, the second with a shorter life and a filter of its own. */
  void bothAllow() {
    gatekeeper
        .policy(TestGatekeeper.decides(request -> allowBy(
            request,
            filtered("tasks", "org_id = ANY($1)", "{1,2}"),
            "tasks-for-members",
            request.explain() ? rulesExplanation() : null)))
        .policy(
            HOURS,
            TestGatekeeper.decides(r -> new Allow(r.shape(), false, TTL.minusMinutes(5), null)));
  }

  static Decision allowBy(
      PolicyRequest request, Shape shape, String rule, @Nullable JsonObject explanation) {
    return new Allow(shape, true, TTL, "rule " + rule, new Trace(List.of(rule), explanation));
  }

  static Decision explained(PolicyRequest request, JsonObject explanation) {
    return new Deny("no_rule", "no", new Trace(List.of(), explanation));
  }

  void rulesExplain(JsonObject explanation) {
    gatekeeper.policy(TestGatekeeper.decides(r -> explained(r, explanation)));
  }

  Subject askedAbout() {
    return gatekeeper.asked.get(0).subject();
  }

  static JsonObject rulesExplanation() {
    return new JsonObject()
        .put(
            "rules",
            new JsonArray()
                .add(rule("tasks-for-members", "grants", "in audience, all values known"))
                .add(rule(
                    "tasks-for-managers",
                    "skipped",
                    "needs one of the roles manager; the subject has member")))
        .put(
            "values",
            new JsonArray()
                .add(
                    new JsonObject().put("name", ":sub").put("value", "alice").put("from", "token"))
                .add(new JsonObject()
                    .put("name", ":org_ids")
                    .put("value", "{1,2}")
                    .put("from", "lookup")
                    .put("ms", 1.1)
                    .put("cached", false)))
        .put("rows", new JsonObject().put("count", 2).put("limit", 10_000).put("more", false))
        .put("ms", new JsonObject().put("rules", 0.1));
  }

  static JsonObject rule(String name, String outcome, String why) {
    return new JsonObject()
        .put("name", name)
        .put("effect", "grant")
        .put("priority", 100)
        .put("outcome", outcome)
        .put("why", why);
  }
}
