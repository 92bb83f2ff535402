package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.vertx.core.eventbus.ReplyException;

/** Says in words for people why a policy gave no decision. */
final class PolicyFailure {
  private PolicyFailure() {}

  static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof Refusal && failure.getCause() != null ? failure.getCause() : failure;
    if (cause instanceof ReplyException reply) {
      return describe(reply);
    }
    String words = PlainLine.of(String.valueOf(cause.getMessage()));
    return cause instanceof ContractException ? "its answer is no decision: " + words : words;
  }

  private static String describe(ReplyException reply) {
    return switch (reply.failureType()) {
      case NO_HANDLERS -> "nobody listens at this address";
      case TIMEOUT -> "it did not answer in time";
      case RECIPIENT_FAILURE -> "it failed: " + PlainLine.of(String.valueOf(reply.getMessage()));
      default -> "its answer cannot be read: " + PlainLine.of(String.valueOf(reply.getMessage()));
    };
  }
}
