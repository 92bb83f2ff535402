package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Policies;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The event bus under mutual TLS. */
class ClusterTlsIT {
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  @Test
  void aMemberWithoutTheCertificateReceivesNoRequest() throws Exception {
    PrivateCa authority = new PrivateCa(Path.of("target", "cluster-tls"));
    try (Cluster cluster = new Cluster(authority.member("member"))) {
      Node policy = cluster.policy();
      Node gatekeeper = cluster.gatekeeper();
      policy.awaitReady();
      cluster.openItems();
      gatekeeper.awaitReady();
      assertEquals(200, Cluster.askForItems(gatekeeper).statusCode());

      Settings foreign = new Settings(cluster.settings())
          .with(new PrivateCa(Path.of("target", "foreign-tls")).member("foreign"));
      Vertx impostor = Launcher.joinCluster(foreign).await(30, TimeUnit.SECONDS);
      AtomicInteger received = new AtomicInteger();
      impostor
          .eventBus()
          .consumer(Policies.RULES, message -> received.incrementAndGet())
          .completion()
          .await(10, TimeUnit.SECONDS);

      int granted = 0;
      for (int i = 0; i < 20; i++) {
        granted += Cluster.askForItems(gatekeeper).statusCode() == 200 ? 1 : 0;
      }

      assertEquals(0, received.get(), "requests that the impostor received");
      assertTrue(granted > 0, "the real policy still answers");
      impostor.close().await(30, TimeUnit.SECONDS);
      Await.until(
          "all is well again", RECOVERY, () -> Cluster.askForItems(gatekeeper).statusCode() == 200);
    }
  }
}
