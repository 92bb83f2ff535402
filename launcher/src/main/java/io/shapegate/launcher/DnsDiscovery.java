package io.shapegate.launcher;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.internal.util.AddressUtil;
import com.hazelcast.internal.util.AddressUtil.AddressHolder;
import com.hazelcast.logging.ILogger;
import com.hazelcast.logging.Logger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Members by DNS names that stand for several of them, such as those of scaled services: each time that Hazelcast looks for
 * members, the names are resolved anew, to all their addresses. By itself it takes a name for one member.
 */
final class DnsDiscovery extends AbstractDiscoveryStrategy {
  private static final ILogger LOG = Logger.getLogger(DnsDiscovery.class);
  private static final String ENABLED = "hazelcast.discovery.enabled";

  /** How long the first member looks for others, in seconds; with none at all, Hazelcast would not look once. */
  private static final String WAIT = "hazelcast.wait.seconds.before.join";

  private final List<String> members;
  private final int port;

  private DnsDiscovery(List<String> members, int port) {
    super(LOG, Map.of());
    this.members = List.copyOf(members);
    this.port = port;
  }

  /** Takes the place of Hazelcast's own search where a member is given by name. */
  static void applyTo(Config hazelcast, int port) {
    JoinConfig join = hazelcast.getAdvancedNetworkConfig().getJoin();
    TcpIpConfig search = join.getTcpIpConfig();
    if (search.isEnabled() && search.getMembers().stream().anyMatch(DnsDiscovery::isName)) {
      search.setEnabled(false);
      hazelcast.setProperty(ENABLED, "true").setProperty(WAIT, "1");
      join.getDiscoveryConfig()
          .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(
              new Factory(new DnsDiscovery(search.getMembers(), port))));
    }
  }

  private static boolean isName(String member) {
    return !AddressUtil.isIpAddress(AddressUtil.getAddressHolder(member).getAddress());
  }

  /** A name that does not exist, yet or any more, stands for nobody. */
  @Override
  public Iterable<DiscoveryNode> discoverNodes() {
    return members.stream()
        .map(member -> AddressUtil.getAddressHolder(member, port))
        .flatMap(this::nodes)
        .toList();
  }

  private Stream<DiscoveryNode> nodes(AddressHolder member) {
    return addresses(member.getAddress())
        .map(address -> new Address(address, member.getPort()))
        .map(SimpleDiscoveryNode::new);
  }

  private static Stream<InetAddress> addresses(String name) {
    try {
      return Arrays.stream(InetAddress.getAllByName(name));
    } catch (UnknownHostException e) {
      LOG.fine("no address for " + name);
      return Stream.empty();
    }
  }

  /** Hazelcast takes none without it. */
  private record Factory(DnsDiscovery discovery) implements DiscoveryStrategyFactory {
    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
      return DnsDiscovery.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public DiscoveryStrategy newDiscoveryStrategy(
        @Nullable DiscoveryNode node, ILogger logger, Map<String, Comparable> properties) {
      return discovery;
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
      return List.of();
    }
  }
}
