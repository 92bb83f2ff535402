package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Containers of the stack that come and go. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeScalingIT {
  private static final int TRIES = 5;

  private static ComposeStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = ComposeStack.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (stack != null) {
      stack.stop();
    }
  }

  @Test
  @Order(1)
  void threeProxiesShareTheRequests() throws Exception {
    stack
        .docker()
        .compose("up", "--wait", "--remove-orphans", "--scale", "proxy=3")
        .succeeded();
    String token = stack.token();
    List<String> proxies = stack.docker().containers("proxy");

    Await.until("all three have answered", Duration.ofSeconds(30), () -> {
      assertEquals(200, Http.get(stack.url(ComposeStack.ITEMS), token).statusCode());
      return proxies.stream().allMatch(ComposeScalingIT::hasServed);
    });
    assertEquals(3, proxies.size());
  }

  /** As its access log says. */
  private static boolean hasServed(String proxy) {
    try {
      return stack.docker().run("docker", "logs", proxy).output().contains("INFO  proxy: GET 200 ");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(2)
  void aProxyThatIsKilledCostsClientsNoMoreThanARetry() throws Exception {
    String token = stack.token();
    AtomicInteger retries = new AtomicInteger();
    SteadyLoad<Integer> load = new SteadyLoad<>(100, () -> retried(token, retries));
    load.awaitMore(200);

    stack
        .docker()
        .run("docker", "kill", stack.docker().containers("proxy").get(0))
        .succeeded();
    load.awaitMore(600);

    List<SteadyLoad.Answer<Integer>> answers = load.end();
    assertEquals(
        List.of(),
        answers.stream()
            .filter(answer -> answer.failure() != null || answer.result() != 200)
            .toList());
    System.out.println("compose: " + answers.size() + " requests, " + retries + " of them retried");
    assertTrue(retries.get() < answers.size() / 10, retries + " retries");
    assertEquals(2, stack.docker().containers("proxy").size());
  }

  /** What Electric's client does: again where there is no answer, or one that says later. */
  private static int retried(String token, AtomicInteger retries) throws Exception {
    for (int i = 1; ; i++) {
      try {
        int status = Http.get(stack.url(ComposeStack.ITEMS), token).statusCode();
        if (status < 500 || i == TRIES) {
          return status;
        }
      } catch (java.io.IOException e) {
        if (i == TRIES) {
          throw e;
        }
      }
      retries.incrementAndGet();
    }
  }

  /** With tokens that last 4 s, so that clients ask the gatekeeper all the time. */
  @Test
  @Order(3)
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void clientsEndWithTheirRowsAndNeverSeeOthers() throws Exception {
    scaleProxies(1);
    String first = stack.docker().containers("proxy").get(0);
    stack.sql("UPDATE shapegate.rules SET ttl_seconds = 4 WHERE table_name = 'tasks'");
    Map<String, String> users = stack.users();
    try (Psql psql = stack.psql();
        FollowedTasks tasks = FollowedTasks.start(
            stack.url("/gatekeeper"), users.get("ALICE"), users.get("BOB"), psql::run)) {
      tasks.startChanging();

      scaleProxies(3);
      stack.docker().run("docker", "kill", first).succeeded();
      stack.docker().compose("restart", "gatekeeper").succeeded();
      scaleProxies(1);

      tasks.requireConvergence();
    }
  }

  private static void scaleProxies(int count) throws Exception {
    stack
        .docker()
        .compose("up", "--wait", "--no-recreate", "--scale", "proxy=" + count)
        .succeeded();
  }

  @Test
  @Order(4)
  void withTwoPoliciesOneMayDie() throws Exception {
    stack
        .docker()
        .compose("up", "--wait", "--no-recreate", "--scale", "proxy=2", "--scale", "policy=2")
        .succeeded();

    for (int i = 0; i < 10; i++) {
      assertEquals(200, Http.get(stack.url(ComposeStack.ITEMS), stack.token()).statusCode());
    }
    stack
        .docker()
        .run("docker", "kill", stack.docker().containers("policy").get(0))
        .succeeded();
    for (int i = 0; i < 10; i++) {
      assertEquals(200, Http.get(stack.url(ComposeStack.ITEMS), stack.token()).statusCode());
    }
  }
}
