package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.logging.Logger;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterConfigTest {
  private static final String MINIMAL =
      "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">%s</hazelcast>";

  @TempDir
  private Path folder;

  private static Config hazelcast(Map<String, String> settings) {
    return ClusterConfig.from(new Settings(settings)).hazelcast();
  }

  private static String refusal(Map<String, String> settings) {
    String message = String.valueOf(
        assertThrows(SettingException.class, () -> ClusterConfig.from(new Settings(settings)))
            .getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private Map<String, String> custom(String content, Map<String, String> more) throws Exception {
    Path file = Files.writeString(folder.resolve("custom.xml"), content);
    Map<String, String> settings = new HashMap<>(more);
    settings.put("CLUSTER_CONFIG", file.toString());
    return settings;
  }

  private static void assertNames(String setting, String message) {
    assertTrue(message.startsWith(setting + ": "), message);
  }

  @Test
  void withoutSettingsTheClusterIsOnLoopback() {
    Config config = hazelcast(Map.of());
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig();
    ServerSocketEndpointConfig members =
        (ServerSocketEndpointConfig) network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertEquals("shapegate-on-loopback", config.getClusterName());
    assertTrue(network.isEnabled());
    assertEquals(Set.of("127.0.0.1"), Set.copyOf(members.getInterfaces().getInterfaces()));
    assertEquals(5701, members.getPort());
    assertEquals(List.of("127.0.0.1"), network.getJoin().getTcpIpConfig().getMembers());
    assertFalse(network.getJoin().getMulticastConfig().isEnabled());
    assertFalse(network.getJoin().getAutoDetectionConfig().isEnabled());
  }

  @Test
  void membersAreTheOnlyOnesThatAreServed() {
    assertEquals(
        Set.of(EndpointQualifier.MEMBER),
        hazelcast(Map.of()).getAdvancedNetworkConfig().getEndpointConfigs().keySet());
  }

  @Test
  void theSettingsFillThePlaceholders() {
    Config config = hazelcast(Map.of(
        "CLUSTER_NAME", "a<&>\"name",
        "CLUSTER_INTERFACE", "10.0.*.*",
        "CLUSTER_MEMBERS", "gatekeeper, policy:5801",
        "CLUSTER_PORT", "6000"));
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig();
    ServerSocketEndpointConfig members =
        (ServerSocketEndpointConfig) network.getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertEquals("a<&>\"name", config.getClusterName());
    assertEquals(Set.of("10.0.*.*"), Set.copyOf(members.getInterfaces().getInterfaces()));
    assertEquals(6000, members.getPort());
    assertEquals(
        List.of("gatekeeper", "policy:5801"), network.getJoin().getTcpIpConfig().getMembers());
  }

  @Test
  void aNameStandsForAllMembersThatHaveIt() {
    Config config = hazelcast(Map.of("CLUSTER_MEMBERS", "localhost, 127.0.0.2:5801"));
    JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
    List<String> found = new ArrayList<>();
    join.getDiscoveryConfig().getDiscoveryStrategyConfigs().stream()
        .map(DiscoveryStrategyConfig::getDiscoveryStrategyFactory)
        .flatMap(factory -> StreamSupport.stream(
            factory
                .newDiscoveryStrategy(null, Logger.getLogger("test"), Map.of())
                .discoverNodes()
                .spliterator(),
            false))
        .forEach(node -> found.add(String.valueOf(node.getPrivateAddress())));

    assertFalse(join.getTcpIpConfig().isEnabled());
    assertEquals("true", config.getProperty("hazelcast.discovery.enabled"));
    assertTrue(found.contains("[127.0.0.1]:5701"), found.toString());
    assertTrue(found.contains("[127.0.0.2]:5801"), found.toString());
  }

  @Test
  void addressesAreLeftToHazelcast() {
    Config config = hazelcast(Map.of("CLUSTER_MEMBERS", "127.0.0.1,127.0.0.2:5801"));
    assertTrue(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().isEnabled());
    assertEquals(null, config.getProperty("hazelcast.discovery.enabled"));
  }

  @Test
  void aNameOfThisMachineIsTheAddressToListenOn() {
    Config config = hazelcast(Map.of("CLUSTER_NAME", "a name", "CLUSTER_INTERFACE", "localhost"));
    ServerSocketEndpointConfig members = (ServerSocketEndpointConfig)
        config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
    assertEquals(Set.of("127.0.0.1"), Set.copyOf(members.getInterfaces().getInterfaces()));
  }

  @Test
  void aNameThatIsNotOfThisMachineIsRefused() {
    assertNames(
        "CLUSTER_INTERFACE",
        refusal(Map.of("CLUSTER_NAME", "a name", "CLUSTER_INTERFACE", "no-such-host.invalid")));
  }

  @Test
  void theNameOfTheClusterMayStandInAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("name"), "from a file\n");
    assertEquals(
        "from a file", hazelcast(Map.of("CLUSTER_NAME_FILE", file.toString())).getClusterName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "*.*.*.*", "0.0.0.0", "127.0.0.*", "::1"})
  void beyondLoopbackTheNameIsRequired(String network) {
    assertNames("CLUSTER_NAME", refusal(Map.of("CLUSTER_INTERFACE", network)));
  }

  /** There it is the file that says where the members listen. */
  @Test
  void aFileWithoutThePlaceholderOfTheInterfaceNeedsAName() throws Exception {
    String xml = MINIMAL.formatted("<cluster-name>${CLUSTER_NAME}</cluster-name>");
    assertNames("CLUSTER_NAME", refusal(custom(xml, Map.of())));
    assertEquals(
        "given", hazelcast(custom(xml, Map.of("CLUSTER_NAME", "given"))).getClusterName());
  }

  @Test
  void aFileMayNeedNoSettingAtAll() throws Exception {
    String xml = MINIMAL.formatted("<cluster-name>fixed</cluster-name>");
    assertEquals("fixed", hazelcast(custom(xml, Map.of())).getClusterName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MY_NAME", "MY_NAME_2", "my.name", "X:default"})
  void anUnresolvedPlaceholderNamesItself(String placeholder) throws Exception {
    String xml = MINIMAL.formatted("<cluster-name>${" + placeholder + "}</cluster-name>");
    assertNames(placeholder, refusal(custom(xml, Map.of())));
  }

  @Test
  void aPlaceholderOfOnesOwnIsFilled() throws Exception {
    String xml = MINIMAL.formatted("<cluster-name>${MY_NAME_2}</cluster-name>");
    assertEquals("mine", hazelcast(custom(xml, Map.of("MY_NAME_2", "mine"))).getClusterName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<hazelcast><cluster-name>a</wrong></hazelcast>",
        "<hazelcast>",
        "not xml",
        "<other/>",
        "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\"><nonsense/></hazelcast>",
        "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\"><network><port>x</port></network></hazelcast>"
      })
  void aFileThatHazelcastCannotReadIsRefused(String xml) throws Exception {
    assertNames("CLUSTER_CONFIG", refusal(custom(xml, Map.of())));
  }

  @Test
  void aMissingOrEmptyFileIsRefused() throws Exception {
    assertNames("CLUSTER_CONFIG", refusal(Map.of("CLUSTER_CONFIG", "/no/such/cluster.xml")));
    assertNames("CLUSTER_CONFIG", refusal(custom("", Map.of())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "x"})
  void thePortIsAPort(String port) {
    assertNames("CLUSTER_PORT", refusal(Map.of("CLUSTER_PORT", port)));
  }

  private Map<String, String> tls(String key, String certificate, String authority)
      throws Exception {
    return Map.of(
        "CLUSTER_TLS_KEY_FILE", Files.writeString(folder.resolve("key"), key).toString(),
        "CLUSTER_TLS_CERT_FILE",
            Files.writeString(folder.resolve("cert"), certificate).toString(),
        "CLUSTER_TLS_CA_FILE",
            Files.writeString(folder.resolve("ca"), authority).toString());
  }

  private static String certificate() throws Exception {
    try (var pem = ClusterConfigTest.class.getResourceAsStream("/certificate.pem")) {
      return new String(Objects.requireNonNull(pem).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static final String KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";

  @Test
  void withoutFilesTheBusHasNoTls() {
    assertFalse(ClusterConfig.from(new Settings(Map.of())).eventBus().isSsl());
  }

  @Test
  void withThreeFilesTheBusAsksEachSideForACertificate() throws Exception {
    EventBusOptions bus =
        ClusterConfig.from(new Settings(tls(KEY, certificate(), certificate()))).eventBus();
    assertTrue(bus.isSsl());
    assertEquals(ClientAuth.REQUIRED, bus.getClientAuth());
    assertFalse(bus.isTrustAll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLUSTER_TLS_KEY_FILE", "CLUSTER_TLS_CERT_FILE", "CLUSTER_TLS_CA_FILE"})
  void theTlsFilesComeTogether(String missing) throws Exception {
    Map<String, String> two = new HashMap<>(tls(KEY, certificate(), certificate()));
    two.remove(missing);
    assertTrue(refusal(two).contains("give all three or none"));
    two.put(missing, "/no/such/file");
    assertNames(missing, refusal(two));
  }

  @Test
  void eachTlsFileThatHoldsSomethingElseIsNamed() throws Exception {
    assertNames("CLUSTER_TLS_KEY_FILE", refusal(tls("x", certificate(), certificate())));
    assertNames("CLUSTER_TLS_KEY_FILE", refusal(tls(certificate(), KEY, certificate())));
    assertNames("CLUSTER_TLS_CERT_FILE", refusal(tls(KEY, "x", certificate())));
    assertNames("CLUSTER_TLS_CA_FILE", refusal(tls(KEY, certificate(), KEY)));
  }
}
