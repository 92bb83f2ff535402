package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two policies share the work of a gatekeeper, and none of 200 requests a second is lost when one of them goes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class PolicyLossIT {
  private static final int PER_SECOND = 200;
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** The cluster has put the frozen member out, and takes it back in a merge, which takes about 25 s. */
  private static final Duration MERGE = Duration.ofSeconds(90);

  private static final Path POLICY =
      Path.of("..", "policy-verticle", "target", "policy-verticle-app.jar");

  private static Cluster cluster;
  private static Node gatekeeper;

  /** The answers name the user that the policy which decided has at Postgres. */
  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(Map.of());
    cluster.policy().awaitReady();
    gatekeeper = cluster.gatekeeper().awaitReady();
    cluster.execute("CREATE ROLE second LOGIN");
    cluster.execute("INSERT INTO shapegate.lookups (name, query, single, cache_seconds)"
        + " VALUES ('who', 'SELECT current_user::text', true, 0)");
    cluster.execute("INSERT INTO shapegate.rules (name, table_name, audience, row_filter)"
        + " VALUES ('items', 'items', 'anyone', 'value <> :who')");
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void aChangeOfARuleCountsAtBothWithinASecond() throws Exception {
    Node second = second();
    for (int ttl = 100; ttl < 105; ttl++) {
      cluster.execute(
          "UPDATE shapegate.rules SET row_filter = 'value <> :who OR id = " + ttl + "'");
      long committed = System.nanoTime();
      String filter = "value <> $1 OR id = " + ttl;
      Await.until("both decide by the change", Duration.ofSeconds(1), () -> bothAnswer(filter));
      assertTrue(System.nanoTime() - committed < Duration.ofSeconds(2).toNanos());
    }
    second.terminate();
  }

  @Test
  @Order(2)
  void whenOneIsStoppedNoRequestIsLost() throws Exception {
    Node second = second();
    assertNoneIsLost(second::terminate);
  }

  @Test
  @Order(3)
  void whenOneIsKilledNoRequestIsLost() throws Exception {
    Node second = second();
    assertNoneIsLost(() -> {
      second.kill();
      return 0;
    });
  }

  @Test
  @Order(4)
  void whenOneIsFrozenNoRequestIsLost() throws Exception {
    Node second = second();
    SteadyLoad<HttpResponse<String>> load = load();
    load.awaitMore(PER_SECOND);
    second.freeze();
    long frozen = System.nanoTime();
    Await.until(
        "12 s of load",
        Duration.ofSeconds(20),
        () -> System.nanoTime() - frozen > Duration.ofSeconds(12).toNanos());
    List<SteadyLoad.Answer<HttpResponse<String>>> all = load.end();
    second.thaw();

    for (SteadyLoad.Answer<HttpResponse<String>> answer : all) {
      assertEquals(200, status(answer));
      assertTrue(
          answer.took().compareTo(Duration.ofSeconds(2)) < 0, "an answer took " + answer.took());
    }
    Await.until("the thawed policy is back", MERGE, () -> bothAnswer(""));
    second.terminate();
  }

  private static void assertNoneIsLost(Callable<Integer> loss) throws Exception {
    SteadyLoad<HttpResponse<String>> load = load();
    load.awaitMore(3 * PER_SECOND);
    List<SteadyLoad.Answer<HttpResponse<String>>> before = load.answers();
    loss.call();
    load.awaitMore(5 * PER_SECOND);
    List<SteadyLoad.Answer<HttpResponse<String>>> all = load.end();

    Map<String, Long> shares = before.stream()
        .collect(Collectors.groupingBy(answer -> who(answer.result()), Collectors.counting()));
    assertEquals(2, shares.size(), shares::toString);
    assertTrue(
        shares.values().stream().allMatch(share -> share > before.size() / 4), shares::toString);
    assertEquals(
        Map.of(200, (long) all.size()),
        all.stream().collect(Collectors.groupingBy(PolicyLossIT::status, Collectors.counting())));
  }

  private static SteadyLoad<HttpResponse<String>> load() {
    return new SteadyLoad<>(PER_SECOND, () -> Cluster.askForItems(gatekeeper));
  }

  private static Node second() throws Exception {
    String owner = String.valueOf(cluster.settings().get("DATABASE_URL"));
    Node second = cluster.custom(
        POLICY,
        Map.of(
            "DATABASE_URL",
            owner.replace("//postgres:", "//second:"),
            "MIGRATION_DATABASE_URL",
            owner));
    second.awaitReady();
    Await.until("both policies answer", RECOVERY, () -> bothAnswer(""));
    return second;
  }

  /** Whether each of both has just decided, and every answer was about such a filter. */
  private static boolean bothAnswer(String filter) throws Exception {
    boolean first = false;
    boolean second = false;
    for (int i = 0; i < 6; i++) {
      HttpResponse<String> answer = Cluster.askForItems(gatekeeper);
      if (answer.statusCode() != 200
          || !new JsonObject(answer.body()).getString("where").contains(filter)) {
        return false;
      }
      first |= who(answer).equals("postgres");
      second |= who(answer).equals("second");
    }
    return first && second;
  }

  private static String who(HttpResponse<String> answer) {
    return answer.statusCode() != 200
        ? "nobody"
        : new JsonObject(answer.body())
            .getJsonObject("params")
            .getJsonObject("params")
            .getString("1");
  }

  private static int status(SteadyLoad.Answer<HttpResponse<String>> answer) {
    return answer.result() == null ? -1 : answer.result().statusCode();
  }
}
