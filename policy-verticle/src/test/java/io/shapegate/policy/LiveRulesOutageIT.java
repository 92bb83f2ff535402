package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody is allowed by rules of the past, whatever becomes of the connections. */
@Tag("slow")
class LiveRulesOutageIT extends LiveRulesCases {
  @Test
  void connectionsThatTheServerEndsLetNothingSlip() {
    outage(
        () -> database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'shapegate-policy'"),
        () -> {});
  }

  @Test
  void aLinkThatIsCutLetsNothingSlip() {
    outage(link::cut, link::mend);
  }

  @Test
  void aServerThatStartsAgainLetsNothingSlip() {
    outage(
        () -> {
          close(server);
          server = serverAt(database.port());
        },
        () -> {});
  }

  @Test
  void aServerThatIsCutOffLeavesNoConnectionsBehind() {
    change("granted", ON);
    link.cut();
    PolicyProcess.awaitTrue(() -> link.open() > 10);
    link.mend();
    PolicyProcess.awaitTrue(far::answers);
    PolicyProcess.awaitTrue(() -> link.open() <= 5);
  }

  @Test
  void aPolicyThatSleptDoesNotAnswerByOldRules() {
    change("granted", ON);
    far.freeze(Duration.ofSeconds(3));
    database.run(OFF);
    LockSupport.parkNanos(LIMIT.toNanos());

    for (int i = 0; i < 20; i++) {
      Decision decision =
          PolicyProcess.await(far.ask(Subject.ANONYMOUS, "items").otherwiseEmpty());
      assertTrue(
          decision == null || decision instanceof Decision.Deny, () -> "an allow: " + decision);
    }
    PolicyProcess.awaitTrue(far::answers);
  }

  /** While rules are taken away, given back and taken away during an outage, each allow is about a rule that was there. */
  private void outage(Runnable breaks, Runnable mends) {
    change("granted", ON);
    List<Long> allowedAt = new ArrayList<>();
    breaks.run();
    database.run(OFF);
    long committed = System.nanoTime();
    Supplier<Boolean> over = () -> System.nanoTime() - committed > TimeUnit.SECONDS.toNanos(3);
    while (!over.get()) {
      for (PolicyProcess policy : List.of(near, far)) {
        if (decision(policy).equals("granted")) {
          allowedAt.add(System.nanoTime() - committed);
        }
      }
    }
    mends.run();
    PolicyProcess.awaitTrue(
        () -> decision(far).equals("no_rule") && decision(near).equals("no_rule"));
    assertTrue(
        allowedAt.stream().allMatch(nanos -> nanos < LIMIT.toNanos()),
        () -> "allowed so many ns after the rule was gone: " + allowedAt);
    change("granted", ON);
  }
}
