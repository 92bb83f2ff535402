package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Policies;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The event bus under mutual TLS. */
@Tag("slow")
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

      Map<String, String> withoutTls = new HashMap<>(cluster.settings());
      withoutTls.keySet().removeIf(name -> name.startsWith("CLUSTER_TLS_"));
      Map<String, String> withForeignTls = new HashMap<>(cluster.settings());
      withForeignTls.putAll(new PrivateCa(Path.of("target", "foreign-tls")).member("foreign"));
      AtomicInteger received = new AtomicInteger();
      List<Vertx> impostors =
          List.of(impostor(withoutTls, received), impostor(withForeignTls, received));

      int granted = 0;
      for (int i = 0; i < 20; i++) {
        granted += Cluster.askForItems(gatekeeper).statusCode() == 200 ? 1 : 0;
      }

      assertEquals(0, received.get(), "requests that the impostors received");
      assertTrue(granted > 0, "the real policy still answers");
      for (Vertx impostor : impostors) {
        impostor.close().await(30, TimeUnit.SECONDS);
      }
      Await.until(
          "all is well again", RECOVERY, () -> Cluster.askForItems(gatekeeper).statusCode() == 200);
    }
  }

  /** A member of the cluster, as the member port is open to it, that claims to be the policy. */
  private static Vertx impostor(Map<String, String> settings, AtomicInteger received)
      throws Exception {
    Vertx impostor = Launcher.joinCluster(new Settings(settings)).await(30, TimeUnit.SECONDS);
    impostor
        .eventBus()
        .consumer(Policies.RULES, message -> received.incrementAndGet())
        .completion()
        .await(10, TimeUnit.SECONDS);
    return impostor;
  }
}
