package io.shapegate.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts policies on the event bus. */
public final class Policies {
  /** Where the built-in rules answer. */
  public static final String RULES = "policy.rules";

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
  private static final int UNREADABLE = 400;
  private static final int FAILED = 500;

  private Policies() {}

  /**
   * Answers requests at an address with a policy. The future completes when every member of the cluster knows the address;
   * {@link MessageConsumer#unregister()} ends it. A request that cannot be read, and a policy that throws or fails, answer
   * with a failure, which denies.
   */
  public static Future<MessageConsumer<JsonObject>> serve(
      Vertx vertx, String address, Policy policy) {
    MessageConsumer<JsonObject> consumer = vertx.eventBus().consumer(address);
    consumer.handler(message -> answer(address, policy, message));
    return consumer.completion().map(consumer);
  }

  private static void answer(String address, Policy policy, Message<JsonObject> message) {
    PolicyRequest request;
    try {
      request = PolicyRequest.fromJson(message.body());
    } catch (RuntimeException e) {
      message.fail(
          UNREADABLE, e instanceof ContractException ? e.getMessage() : "not a policy request");
      return;
    }
    Future.<Decision>future(promise -> policy.decide(request).onComplete(promise))
        .map(decision -> {
          message.reply(decision.toJson());
          return decision;
        })
        .onFailure(failure -> {
          LOG.error("{} failed on request {}", address, request.id(), failure);
          message.fail(FAILED, "the policy failed");
        });
  }
}
