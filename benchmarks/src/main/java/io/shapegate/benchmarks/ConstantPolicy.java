package io.shapegate.benchmarks;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Policy;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.launcher.Launcher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** A policy in a process of its own that says yes to everything without a look: what is left is the bus. */
final class ConstantPolicy extends VerticleBase implements Policy {
  static final String ADDRESS = "policy.constant";
  private static final Duration TTL = Duration.ofMinutes(10);

  public static void main(String[] arguments) {
    Launcher.run("constant-policy", settings -> Launcher.Deployment.single(ConstantPolicy::new));
  }

  @Override
  public Future<?> start() {
    return Policies.serve(vertx, ADDRESS, this);
  }

  @Override
  public Future<Decision> decide(PolicyRequest request) {
    return Future.succeededFuture(new Decision.Allow(
        Samples.granted(request.shape().table()), true, TTL, "rule tasks-of-members"));
  }
}
