package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every policy that is responsible for a shape, one after the other, each about what the one before granted. All must
 * allow, none may widen, the shortest time to live wins; together they have 1.9 s, so that an answer is there
 * within 2 s.
 */
final class PolicyChain implements Policy {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyChain.class);
  private static final long TOTAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1_900);
  private static final Deny NOBODY = new Deny("no_rule", "no policy is responsible for this");
  private static final Deny WIDENED =
      new Deny("policy_widened", "a policy allowed more than was asked for, so nothing is granted");

  private final PolicyRoutes routes;
  private final PolicyCaller caller;

  PolicyChain(PolicyRoutes routes, PolicyCaller caller) {
    this.routes = routes;
    this.caller = caller;
  }

  @Override
  public Future<Decision> decide(PolicyRequest request) {
    List<String> addresses = routes.addressesFor(request.shape().table());
    if (addresses.isEmpty()) {
      return Future.succeededFuture(NOBODY);
    }
    long deadline = System.nanoTime() + TOTAL_NANOS;
    Future<Decision> decision = ask(addresses.get(0), request, Narrowing::ofRequest, deadline);
    for (String address : addresses.subList(1, addresses.size())) {
      decision = decision.compose(before -> next(address, request, before, deadline));
    }
    return decision;
  }

  private Future<Decision> next(
      String address, PolicyRequest request, Decision before, long deadline) {
    if (!(before instanceof Allow granted)) {
      return Future.succeededFuture(before);
    }
    return ask(address, request.about(granted.shape()), Narrowing::ofGrant, deadline)
        .map(after -> both(granted, after));
  }

  private Future<Decision> ask(
      String address,
      PolicyRequest request,
      BiFunction<Shape, Shape, Optional<String>> widening,
      long deadline) {
    return caller
        .ask(address, request, deadline)
        .map(decision -> decision instanceof Allow allow
            ? widening
                .apply(request.shape(), allow.shape())
                .map(what -> widened(address, request, what))
                .orElse(decision)
            : decision);
  }

  private static Decision widened(String address, PolicyRequest request, String what) {
    LOG.error("policy {} widened request {}: {}", address, request.id(), what);
    return WIDENED;
  }

  private static Decision both(Allow before, Decision decision) {
    if (!(decision instanceof Allow after)) {
      return decision;
    }
    Duration ttl = before.ttl().compareTo(after.ttl()) < 0 ? before.ttl() : after.ttl();
    return new Allow(
        after.shape(),
        before.subsets() && after.subsets(),
        ttl,
        both(before.reason(), after.reason()));
  }

  private static @Nullable String both(@Nullable String before, @Nullable String after) {
    if (before == null) {
      return after;
    }
    return after == null ? before : before + "; " + after;
  }
}
