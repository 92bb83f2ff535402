package io.shapegate.httppolicy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides as the service does. An answer that leaves the decision out denies; without a readable answer the future fails.
 * An explanation that nobody asked for is left out.
 */
final class HttpPolicy implements Policy {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPolicy.class);

  private final DecisionEndpoint endpoint;
  private final Circuit circuit;
  private final WireFormat format;

  HttpPolicy(DecisionEndpoint endpoint, Circuit circuit, WireFormat format) {
    this.endpoint = endpoint;
    this.circuit = circuit;
    this.format = format;
  }

  @Override
  public Future<Decision> decide(PolicyRequest request) {
    Buffer question = format.question(request.toJson()).toBuffer();
    return circuit
        .run(() -> endpoint.post(question))
        .map(answer -> read(answer, request.explain()))
        .map(decision -> decision.orElseGet(() -> undefined(request)));
  }

  private Optional<Decision> read(Buffer answer, boolean explain) {
    try {
      Optional<JsonObject> decision = format.decision(StrictJson.object(answer.getBytes()));
      decision.filter(json -> !explain).ifPresent(json -> json.remove("explanation"));
      return decision.map(Decision::fromJson);
    } catch (ContractException e) {
      throw new UndecidedException("the answer is no decision: " + e.getMessage());
    }
  }

  /** What a client also hears of a table that has no rule, or does not exist. */
  private static Decision undefined(PolicyRequest request) {
    LOG.warn(
        "request {} is denied, as the answer has no result: nothing is defined at HTTP_POLICY_URL for it",
        request.id());
    return new Deny("no_rule", "no rule grants " + request.shape().table());
  }
}
