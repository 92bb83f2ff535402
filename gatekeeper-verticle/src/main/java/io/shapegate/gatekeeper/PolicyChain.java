package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every policy that is responsible for a shape, one after the other, each about what the one before granted. All must
 * allow, none may widen, the shortest time to live wins; together they have 1.9 s, so that an answer is there
 * within 2 s. Where the first resolves the name of a shape, those that are responsible for its table are asked as well, so
 * that no name leads around them.
 */
final class PolicyChain {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyChain.class);
  private static final long TOTAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1_900);
  private static final Deny NOBODY = new Deny("no_rule", "no policy is responsible for this");
  private static final String WIDENED =
      "a policy allowed more than was asked for, so nothing is granted";

  /** By when the policies must have answered, and who hears of each answer. */
  private record Inquiry(long deadlineNanos, Consumer<PolicyAnswer> listener) {}

  private final PolicyRoutes routes;
  private final PolicyCaller caller;

  PolicyChain(PolicyRoutes routes, PolicyCaller caller) {
    this.routes = routes;
    this.caller = caller;
  }

  /** Tells the listener what each policy answered, in order, before the future completes. */
  Future<Decision> decide(PolicyRequest request, Consumer<PolicyAnswer> listener) {
    List<String> addresses = routes.addressesFor(request.shape().table());
    if (addresses.isEmpty()) {
      return Future.succeededFuture(NOBODY);
    }
    Inquiry inquiry = new Inquiry(System.nanoTime() + TOTAL_NANOS, listener);
    return ask(addresses.get(0), request, Narrowing::ofRequest, inquiry)
        .compose(first -> askOthers(addresses, request, first, inquiry));
  }

  private Future<Decision> askOthers(
      List<String> addresses, PolicyRequest request, Decision first, Inquiry inquiry) {
    Future<Decision> decision = Future.succeededFuture(first);
    for (String address : others(addresses, first)) {
      decision = decision.compose(before -> next(address, request, before, inquiry));
    }
    return decision;
  }

  /** The rest of the list, and whoever of the granted table's own list is not in it. */
  private Set<String> others(List<String> addresses, Decision first) {
    Set<String> others = new LinkedHashSet<>(addresses);
    if (first instanceof Allow granted) {
      others.addAll(routes.addressesFor(granted.shape().table()));
    }
    others.remove(addresses.get(0));
    return others;
  }

  private Future<Decision> next(
      String address, PolicyRequest request, Decision before, Inquiry inquiry) {
    if (!(before instanceof Allow granted)) {
      return Future.succeededFuture(before);
    }
    return ask(address, request.about(granted.shape()), Narrowing::ofGrant, inquiry)
        .map(after -> both(granted, after));
  }

  private Future<Decision> ask(
      String address,
      PolicyRequest request,
      BiFunction<Shape, Shape, Optional<String>> widening,
      Inquiry inquiry) {
    long start = System.nanoTime();
    return caller
        .ask(address, request, inquiry.deadlineNanos())
        .onFailure(failure -> inquiry.listener().accept(PolicyAnswer.none(address, failure, start)))
        .map(decision -> {
          Optional<String> wider = decision instanceof Allow allow
              ? widening.apply(request.shape(), allow.shape())
              : Optional.empty();
          Decision checked =
              wider.map(what -> widened(address, request, decision, what)).orElse(decision);
          inquiry.listener().accept(PolicyAnswer.of(address, checked, wider.orElse(null), start));
          return checked;
        });
  }

  private static Decision widened(
      String address, PolicyRequest request, Decision allow, String what) {
    LOG.error("policy {} widened request {}: {}", address, request.id(), what);
    return new Deny("policy_widened", WIDENED, allow.trace());
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
        both(before.reason(), after.reason()),
        both(before.trace(), after.trace()));
  }

  /** The rules in the order in which they decided. */
  private static Trace both(Trace before, Trace after) {
    Stream<String> rules = Stream.concat(before.rules().stream(), after.rules().stream());
    return new Trace(rules.limit(Trace.MAX_RULES).toList(), null);
  }

  private static @Nullable String both(@Nullable String before, @Nullable String after) {
    if (before == null) {
      return after;
    }
    return after == null ? before : before + "; " + after;
  }
}
