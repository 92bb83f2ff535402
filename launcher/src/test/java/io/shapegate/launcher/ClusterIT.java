package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.ClientAuth;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clusters on loopback, each on ports of its own. */
final class ClusterIT {
  private static final String ADDRESS = "test.address";

  /** The first message of a connection takes up to 1.8 s. */
  private static final long SEND_MILLIS = 4_000;

  private final int port = PortRange.first();
  private final List<Member> members = new ArrayList<>();

  @TempDir
  private Path folder;

  private record Member(Vertx vertx, HazelcastClusterManager manager) {}

  private Member join(Map<String, String> settings) throws Exception {
    return join(settings, EventBusOptions::new);
  }

  private Member join(Map<String, String> settings, UnaryOperator<EventBusOptions> change)
      throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("CLUSTER_PORT", String.valueOf(port));
    ClusterConfig config = ClusterConfig.from(new Settings(all));
    HazelcastClusterManager manager = new HazelcastClusterManager(config.hazelcast());
    Vertx vertx = Settled.result(Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(change.apply(config.eventBus())))
        .withClusterManager(manager)
        .buildClustered());
    Member member = new Member(vertx, manager);
    members.add(member);
    return member;
  }

  @AfterEach
  void leave() throws Exception {
    for (Member member : members) {
      Settled.result(member.vertx().close());
    }
  }

  private static Future<Void> answer(Member member, String reply) {
    return member
        .vertx()
        .eventBus()
        .consumer(ADDRESS, message -> message.reply(reply))
        .completion();
  }

  private static Future<Object> ask(Member member) {
    return member
        .vertx()
        .eventBus()
        .<Object>request(ADDRESS, "question", new DeliveryOptions().setSendTimeout(SEND_MILLIS))
        .map(message -> message.body());
  }

  @Test
  void twoMembersFindEachOtherWithinSecondsAndTalk() throws Exception {
    Member first = join(Map.of());
    long start = System.nanoTime();
    Member second = join(Map.of());
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(millis < 5_000, "joined after " + millis + " ms");
    assertEquals(2, first.manager().getNodes().size());
    assertEquals(2, second.manager().getNodes().size());
    Settled.result(answer(first, "from the first"));
    assertEquals("from the first", Settled.result(ask(second)));
  }

  @Test
  void everythingIsOnLoopback() throws Exception {
    Member member = join(Map.of());
    assertEquals("127.0.0.1", member.manager().getNodeInfo().host());
    assertEquals(
        "127.0.0.1",
        member
            .manager()
            .getHazelcastInstance()
            .getCluster()
            .getLocalMember()
            .getAddress()
            .getHost());
  }

  @Test
  void anotherNameIsAnotherCluster() throws Exception {
    Member first = join(Map.of("CLUSTER_NAME", "one"));
    Member second = join(Map.of("CLUSTER_NAME", "two"));
    assertEquals(1, first.manager().getNodes().size());
    assertEquals(1, second.manager().getNodes().size());
  }

  /** A client could delete the registration of a policy. The same client does connect to a cluster that serves clients. */
  @Test
  void aClientThatKnowsNameAndPortIsNotServed() throws Exception {
    int clientPort = servingClients();
    HazelcastClient.newHazelcastClient(client(clientPort)).shutdown();
    join(Map.of());
    assertThrows(
        IllegalStateException.class, () -> HazelcastClient.newHazelcastClient(client(port)));
  }

  private final List<HazelcastInstance> instances = new ArrayList<>();

  private int servingClients() {
    Config config = new Config().setClusterName("shapegate-on-loopback");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.getNetworkConfig().setPort(PortRange.first());
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
    instances.add(instance);
    return instance.getCluster().getLocalMember().getAddress().getPort();
  }

  @AfterEach
  void shutDown() {
    instances.forEach(HazelcastInstance::shutdown);
  }

  private static ClientConfig client(int port) {
    ClientConfig config = new ClientConfig().setClusterName("shapegate-on-loopback");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.getNetworkConfig().addAddress("127.0.0.1:" + port).setConnectionTimeout(2_000);
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(3_000);
    return config;
  }

  @Test
  void membersOfOneAuthorityTalkOverTls() throws Exception {
    Authority authority = new Authority(folder);
    Member first = join(authority.member("first"));
    Member second = join(authority.member("second"));
    Settled.result(answer(first, "over TLS"));
    assertEquals("over TLS", Settled.result(ask(second)));
  }

  /** It takes whoever comes, so that only the one who asks can refuse. */
  @Test
  void aMemberOfAnotherAuthorityReceivesNothing() throws Exception {
    Member asking = join(new Authority(folder.resolve("ours")).member("asking"));
    Member foreign = join(
        new Authority(folder.resolve("theirs")).member("foreign"),
        bus -> bus.setClientAuth(ClientAuth.NONE).setTrustAll(true));
    assertReceivesNothing(asking, foreign);
  }

  @Test
  void aMemberOfAnotherAuthorityCannotSend() throws Exception {
    Member answering = join(new Authority(folder.resolve("ours")).member("answering"));
    Member foreign = join(
        new Authority(folder.resolve("theirs")).member("foreign"), bus -> bus.setTrustAll(true));
    assertReceivesNothing(foreign, answering);
  }

  @Test
  void aMemberWithoutTlsReceivesNothing() throws Exception {
    Member asking = join(new Authority(folder).member("asking"));
    assertReceivesNothing(asking, join(Map.of()));
  }

  private static void assertReceivesNothing(Member asking, Member foreign) throws Exception {
    AtomicInteger received = new AtomicInteger();
    Settled.result(foreign
        .vertx()
        .eventBus()
        .consumer(ADDRESS, message -> {
          received.incrementAndGet();
          message.reply("yours is mine");
        })
        .completion());
    assertEquals(2, asking.manager().getNodes().size());
    assertTrue(Settled.failure(ask(asking)) instanceof ReplyException);
    assertEquals(0, received.get());
  }
}
