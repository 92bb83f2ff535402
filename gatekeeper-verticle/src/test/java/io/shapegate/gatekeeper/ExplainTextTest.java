package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision.Deny;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of an explanation that people read. */
final class ExplainTextTest extends ExplainTestBase {
  @Test
  void anAllowReadsLikeThis() {
    bothAllow();
    RawHttp.Answer answer = explain(TASKS, "Accept: text/plain");
    assertEquals("text/plain; charset=utf-8", answer.header("content-type"));
    assertEquals("nosniff", answer.header("x-content-type-options"));
    assertEquals("""
        root asks for tasks  (columns: all, filter: none)
        ALLOWED for 5 min by policy.rules, policy.office-hours: rule tasks-for-members

        policy.rules · allow · N ms
          ✓ tasks-for-members   grants   in audience, all values known
          · tasks-for-managers  skipped  needs one of the roles manager; the subject has member
          values   :sub = alice (token) · :org_ids = {1,2} (lookup, N ms)
          rows     2 now

        policy.office-hours · allow · N ms
        granted
          table    tasks
          where    org_id = ANY($1)
          $1       {1,2}
          columns  all
          subsets  no
          size     N of 8000 bytes, in the token N of 9000
        times     read N ms · authenticate N ms · policies N ms · total N ms
        request   ID
        """, withoutNumbers(answer.body()));
  }

  @Test
  void aDenialReadsLikeThis() {
    gatekeeper.policy(
        TestGatekeeper.decides(r -> new Deny("no_rule", "no rule grants tasks to root")));
    assertEquals("""
        root asks for tasks  (columns: id, title, filter: done)
        DENIED by policy.rules: no rule grants tasks to root (no_rule)

        policy.rules · deny · N ms

        times     read N ms · authenticate N ms · policies N ms · total N ms
        request   ID
        """, withoutNumbers(text(TASKS + "&columns=id,title&where=done")));
  }

  @Test
  void aPolicyThatIsAwayReadsLikeThis() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    String text = text(TASKS);
    assertTrue(
        text.contains(
            "UNAVAILABLE by policy.office-hours: no policy answered in time (policy_unavailable)"),
        text);
    assertTrue(text.contains("policy.office-hours · unavailable · "), text);
    assertTrue(text.contains("  error    nobody listens at this address\n"), text);
  }

  @Test
  void aDryRunSaysForWhomItIs() {
    bothAllow();
    String text = explainJson(TASKS, "{\"subject\":{\"id\":\"bob\"}}", "Accept: text/plain")
        .body();
    assertTrue(
        text.startsWith("bob asks for tasks  (columns: all, filter: none; dry run for root)\n"),
        text);
  }

  @Test
  void rulesOfAPolicyThatExplainsNothingAreNamed() {
    gatekeeper
        .policy(TestGatekeeper.decides(r -> allowBy(r, r.shape(), "a-rule", null)))
        .policy(HOURS, TestGatekeeper.grantsAll());
    assertTrue(text(TASKS).contains("  rules    a-rule\n"));
  }

  static Stream<JsonObject> foreign() {
    JsonObject rule = rule("a", "grants", "b");
    return Stream.of(
        new JsonObject().put("hours", new JsonArray().add(9).add(17)),
        rulesExplanation().put("more", true),
        rulesExplanation().put("rules", "all"),
        rulesExplanation().put("rules", new JsonArray().add("a")),
        rulesExplanation().put("rules", new JsonArray().addNull()),
        rulesExplanation().put("rules", new JsonArray().add(rule.copy().put("name", 7))),
        rulesExplanation().put("rules", new JsonArray().add(rule.copy().putNull("outcome"))),
        rulesExplanation().put("rules", new JsonArray().add(rule.copy().put("why", true))),
        rulesExplanation().put("values", new JsonObject()),
        rulesExplanation()
            .put("values", new JsonArray().add(new JsonObject().put("name", "a").put("ms", "1"))),
        rulesExplanation()
            .put("values", new JsonArray().add(new JsonObject().put("name", "a").put("value", 1))),
        rulesExplanation().put("rows", 7),
        rulesExplanation().put("rows", new JsonObject()),
        rulesExplanation().put("rows", new JsonObject().put("count", "7")),
        rulesExplanation().put("rows", new JsonObject().put("count", 7).put("more", "no")));
  }

  @ParameterizedTest
  @MethodSource
  void foreign(JsonObject explanation) {
    rulesExplain(explanation);
    String text = text(TASKS);
    int start = text.indexOf("  {");
    assertTrue(start > 0, text);
    assertEquals(
        explanation, new JsonObject(text.substring(start, text.lastIndexOf('}') + 1)), text);
  }

  @Test
  void aValueThatIsNotThereIsShownWithTheReason() {
    rulesExplain(rulesExplanation()
        .put(
            "values",
            new JsonArray()
                .add(new JsonObject()
                    .put("name", ":org_ids")
                    .putNull("value")
                    .put("from", "lookup")
                    .put("note", "it returned 2 columns"))));
    assertTrue(
        text(TASKS).contains("  values   :org_ids has no value (lookup, it returned 2 columns)\n"));
  }

  @Test
  void rowsAreCountedUpToALimitOrNotAtAll() {
    gatekeeper.policy(TestGatekeeper.decides(r -> explained(
        r,
        rulesExplanation()
            .put(
                "rows",
                new JsonObject().put("count", 10_000).put("limit", 10_000).put("more", true)))));
    assertTrue(text(TASKS).contains("  rows     more than 10000 now\n"));
  }

  @Test
  void aReasonForNotCountingIsShown() {
    rulesExplain(rulesExplanation().put("rows", new JsonObject().put("note", "took too long")));
    assertTrue(text(TASKS).contains("  rows     took too long\n"));
  }

  @Test
  void nothingSteersTheTerminal() {
    String evil =
        "\u001b]0;x\u0007\u001b[2J\u009b31m\u202eab\u2066\u200b\u2028\r\nALLOWED\t\u0000\ud800";
    gatekeeper.policy(TestGatekeeper.decides(r -> allowBy(
        r,
        filtered("tasks", "a = $1" + clean(evil), clean(evil)),
        "a\u001b[2Jb",
        new JsonObject()
            .put("rules", new JsonArray().add(rule(evil, evil, evil)))
            .put(
                "values",
                new JsonArray()
                    .add(new JsonObject()
                        .put("name", evil)
                        .put("value", evil)
                        .put("from", evil)
                        .put("cached", true)))
            .put("rows", new JsonObject().put("note", evil)))));
    gatekeeper.policy(
        HOURS,
        TestGatekeeper.decides(r -> allowBy(
            r, r.shape(), "b\u202e", new JsonObject().put(evil, new JsonArray().add(evil)))));
    String text = text(TASKS);
    assertTrue(text.matches("[\\p{L}\\p{N}\\p{P}\\p{S} \n]*"), text);
    assertFalse(text.lines().anyMatch(line -> line.startsWith("ALLOWED\\t")), text);
    assertEquals(1, text.lines().filter(line -> line.startsWith("ALLOWED")).count(), text);
    assertTrue(text.contains("\\u{1b}]0;x\\u{7}\\u{1b}[2J\\u{9b}31m\\u{202e}ab"), text);
    assertTrue(text.contains("\\r\\nALLOWED\\t"), text);
  }

  @Test
  void lettersOfAllLanguagesStay() {
    rulesExplain(rulesExplanation()
        .put("rules", new JsonArray().add(rule("règle", "skipped", "日本語 · 🙂 · e\u0301"))));
    assertTrue(text(TASKS).contains("· règle  skipped  日本語 · 🙂 · e\u0301\n"));
  }

  @Test
  void longTextsAreCut() {
    rulesExplain(rulesExplanation()
        .put("rules", new JsonArray().add(rule("a", "skipped", "x".repeat(100_000)))));
    assertTrue(text(TASKS).length() < 6_000);
  }

  @Test
  void errorsAreProblemsAllTheSame() {
    for (RawHttp.Answer answer : List.of(
        explain(TASKS + "&explain=1", "Accept: text/plain"),
        gatekeeper.post(TASKS, "Accept: text/plain"),
        gatekeeper.post(
            TASKS, "Authorization: Bearer " + IdentityTokens.of("alice"), "Accept: text/plain"))) {
      assertEquals("application/problem+json", answer.header("content-type"));
    }
  }

  /** As a shape can hold it: Postgres takes no NUL. */
  private static String clean(String text) {
    return text.replace("\u0000", "").replace("\ud800", "");
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("\\d+\\.\\d ms", "N ms")
        .replaceAll(
            "size     \\d+ of (\\d+) bytes, in the token \\d+",
            "size     N of $1 bytes, in the token N")
        .replaceAll("request   [0-9a-f-]{36}", "request   ID");
  }
}
