package io.shapegate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of work that are measured.
 *
 * @param matrix algorithms by rules
 * @param steps what a token takes, one thing more with each
 */
record GatekeeperWork(List<Work> matrix, List<Step> steps) {
  /**
   * @param adds what this step has and the one that it is compared with has not
   * @param without the number of that step; -1 for none
   */
  record Step(String adds, Work work, int without) {}

  static GatekeeperWork on(GatekeeperStack stack) {
    List<Work> hs256 = byRules("HS256", stack.hs256(), stack.users());
    List<Work> es256 = byRules("ES256", stack.es256(), stack.users());
    List<Work> matrix = new ArrayList<>(hs256);
    matrix.addAll(es256);
    return new GatekeeperWork(matrix, steps(stack, hs256, es256.get(0)));
  }

  private static List<Work> byRules(
      String algorithm, StartedProcess gatekeeper, IdentityTokens users) {
    return List.of(
        new Work(algorithm + ", no lookup", gatekeeper, Requests.byUsers(users, "tasks")),
        new Work(
            algorithm + ", lookup cached",
            gatekeeper,
            Requests.byUsers(users, "tasks_by_cached_lookup")),
        new Work(
            algorithm + ", lookup not cached",
            gatekeeper,
            Requests.byUsers(users, "tasks_by_fresh_lookup")));
  }

  private static List<Step> steps(GatekeeperStack stack, List<Work> hs256, Work es256) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(
        "HTTP and its log line: GET of the key set",
        new Work("key set", stack.hs256(), Requests.get("/.well-known/jwks.json")),
        -1));
    steps.add(new Step(
        "reading the shape, asking a policy in this process, signing HS256, the answer",
        new Work("policy in process", stack.inProcess(), Requests.byNobody("tasks")),
        0));
    steps.add(new Step(
        "the bus: a policy in another process that always says yes",
        new Work("policy over the bus", stack.hs256(), Requests.byNobody("constant")),
        1));
    steps.add(new Step(
        "the rules",
        new Work("rules, anonymous", stack.hs256(), Requests.byNobody("open_tasks")),
        2));
    steps.add(new Step("an identity token (HS256), binds from its claims", hs256.get(0), 3));
    steps.add(new Step("ES256 in place of HS256", es256, 4));
    steps.add(new Step("a lookup from the policy's cache", hs256.get(1), 4));
    steps.add(new Step("a lookup in Postgres", hs256.get(2), 4));
    return steps;
  }
}
