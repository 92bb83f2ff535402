package io.shapegate.gatekeeper;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds out, every 2 s, whether somebody listens at the policies' addresses. The first message to a member of the cluster
 * takes up to 1.8 s, longer than a request waits, so this also opens the connections: one message goes to every member.
 */
final class PolicyProbe {
  private static final long INTERVAL_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 1_900;
  private static final JsonObject NOTHING = new JsonObject();

  private final Vertx vertx;
  private final Set<String> addresses;
  private final Set<String> reachable = new HashSet<>();
  private final long timer;

  private PolicyProbe(Vertx vertx, Set<String> addresses) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.timer = vertx.setPeriodic(0, INTERVAL_MILLIS, tick -> addresses.forEach(this::probe));
  }

  static PolicyProbe start(Vertx vertx, Set<String> addresses) {
    return new PolicyProbe(vertx, addresses);
  }

  /** As of the last probe. */
  boolean isReachable(String address) {
    return reachable.contains(address);
  }

  void close() {
    vertx.cancelTimer(timer);
  }

  Set<String> addresses() {
    return addresses;
  }

  /** A policy refuses an empty message, which shows that it is there. */
  private void probe(String address) {
    vertx.eventBus().publish(address, NOTHING);
    Future<?> answer = vertx
        .eventBus()
        .request(address, NOTHING, new DeliveryOptions().setSendTimeout(ANSWER_MILLIS));
    answer.onComplete(reply -> reachable.add(address), failure -> {
      if (isRefusal(failure)) {
        reachable.add(address);
      } else {
        reachable.remove(address);
      }
    });
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
  }
}
