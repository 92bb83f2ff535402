package io.shapegate.benchmarks;

import io.shapegate.contract.Policies;
import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.gatekeeper.GatekeeperVerticle;
import io.shapegate.launcher.Launcher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A gatekeeper and the {@link ConstantPolicy} in one process: what is left is the gatekeeper's own work. */
final class InProcessPolicy extends VerticleBase {
  static final String ADDRESS = "policy.in-process";
  private final GatekeeperConfig config;

  private InProcessPolicy(GatekeeperConfig config) {
    this.config = config;
  }

  public static void main(String[] arguments) {
    Launcher.run("gatekeeper", settings -> {
      GatekeeperConfig config = GatekeeperConfig.from(settings);
      return Launcher.Deployment.single(() -> new InProcessPolicy(config));
    });
  }

  @Override
  public Future<?> start() {
    return Policies.serve(vertx, ADDRESS, new ConstantPolicy())
        .compose(serving -> vertx.deployVerticle(new GatekeeperVerticle(config)));
  }
}
