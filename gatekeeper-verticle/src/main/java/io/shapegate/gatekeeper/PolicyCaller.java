package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one policy over the event bus, and two of its instances at once when nobody answers. The bus turns to the instances
 * in turn, so of two messages that are sent together one gets past an instance that is frozen or has just died.
 */
final class PolicyCaller {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyCaller.class);
  private static final long SEND_MILLIS = 700;
  private static final Set<ReplyFailure> WORTH_A_RETRY =
      Set.of(ReplyFailure.TIMEOUT, ReplyFailure.NO_HANDLERS);

  private final Vertx vertx;

  PolicyCaller(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Whatever is no readable decision before the deadline (of {@link System#nanoTime}) is a {@link Refusal}. */
  Future<Decision> ask(String address, PolicyRequest request, long deadlineNanos) {
    return send(address, request, deadlineNanos)
        .recover(failure -> isWorthRetry(failure)
            ? sendTwice(address, request, deadlineNanos)
            : Future.failedFuture(failure))
        .map(PolicyCaller::read)
        .recover(failure -> {
          LOG.warn(
              "policy {} gave no decision on request {}: {}",
              address,
              request.id(),
              PlainLine.of(String.valueOf(failure.getMessage())));
          return Future.failedFuture(Refusal.policyUnavailable(failure));
        });
  }

  /** The first reply of two. */
  private Future<Message<Object>> sendTwice(
      String address, PolicyRequest request, long deadlineNanos) {
    Future<Message<Object>> one = send(address, request, deadlineNanos);
    Future<Message<Object>> other = send(address, request, deadlineNanos);
    return Future.any(one, other).map(any -> one.succeeded() ? one.result() : other.result());
  }

  private Future<Message<Object>> send(String address, PolicyRequest request, long deadlineNanos) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      return Future.failedFuture("out of time");
    }
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(Math.min(left, SEND_MILLIS));
    return vertx.eventBus().request(address, request.toJson(), options);
  }

  private static Decision read(Message<Object> reply) {
    if (reply.body() instanceof JsonObject json) {
      return Decision.fromJson(json);
    }
    throw new ContractException("its reply is no JSON object");
  }

  private static boolean isWorthRetry(Throwable failure) {
    return failure instanceof ReplyException reply && WORTH_A_RETRY.contains(reply.failureType());
  }
}
