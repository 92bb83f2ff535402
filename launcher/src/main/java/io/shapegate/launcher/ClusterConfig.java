package io.shapegate.launcher;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How this process joins the cluster: {@code cluster.xml} (the file that {@code CLUSTER_CONFIG} names, or the one that
 * was packed at build time) with its placeholders filled from the settings, and the TLS of the event bus.
 */
record ClusterConfig(Config hazelcast, EventBusOptions eventBus) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final String LOOPBACK = "127.0.0.1";

  static ClusterConfig from(Settings settings) {
    return new ClusterConfig(hazelcast(settings), eventBus(settings));
  }

  private static Config hazelcast(Settings settings) {
    String xml = settings
        .file("CLUSTER_CONFIG")
        .map(file -> settings.read("CLUSTER_CONFIG", file))
        .orElseGet(ClusterConfig::packaged);
    Properties values = placeholders(settings);
    Matcher matcher = PLACEHOLDER.matcher(xml);
    while (matcher.find()) {
      if (!values.containsKey(matcher.group(1))) {
        values.setProperty(
            matcher.group(1), settings.required(matcher.group(1), "cluster.xml asks for it"));
      }
    }
    try {
      return new XmlConfigBuilder(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
          .setProperties(values)
          .build();
    } catch (HazelcastException e) {
      throw new SettingException("CLUSTER_CONFIG", "Hazelcast refuses it: " + firstLine(e));
    }
  }

  private static Properties placeholders(Settings settings) {
    Properties values = new Properties();
    String network = settings.text("CLUSTER_INTERFACE", LOOPBACK);
    values.setProperty("CLUSTER_INTERFACE", network);
    values.setProperty(
        "CLUSTER_PORT", String.valueOf(settings.integer("CLUSTER_PORT", 5701, 1, 65_535)));
    values.setProperty("CLUSTER_MEMBERS", settings.text("CLUSTER_MEMBERS", LOOPBACK));
    values.setProperty("CLUSTER_NAME", name(settings, network));
    return values;
  }

  /** Whoever knows the name may join, so only a cluster that no other machine can reach has one of its own accord. */
  private static String name(Settings settings, String network) {
    return LOOPBACK.equals(network)
        ? settings.text("CLUSTER_NAME", "shapegate-on-loopback")
        : settings.required(
            "CLUSTER_NAME", "a cluster beyond this machine needs a name that nobody can guess");
  }

  private static EventBusOptions eventBus(Settings settings) {
    List<Optional<Path>> files = Stream.of(
            "CLUSTER_TLS_KEY_FILE", "CLUSTER_TLS_CERT_FILE", "CLUSTER_TLS_CA_FILE")
        .map(settings::file)
        .toList();
    if (files.stream().allMatch(Optional::isEmpty)) {
      return new EventBusOptions();
    }
    if (files.stream().anyMatch(Optional::isEmpty)) {
      throw new SettingException(
          "CLUSTER_TLS_KEY_FILE",
          "CLUSTER_TLS_CERT_FILE and CLUSTER_TLS_CA_FILE go together; give all three or none");
    }
    List<String> paths =
        files.stream().flatMap(Optional::stream).map(Path::toString).toList();
    return new EventBusOptions()
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions().setKeyPath(paths.get(0)).setCertPath(paths.get(1)))
        .setTrustOptions(new PemTrustOptions().addCertPath(paths.get(2)));
  }

  private static String packaged() {
    try (InputStream xml = ClusterConfig.class.getResourceAsStream("/cluster.xml")) {
      if (xml == null) {
        throw new SettingException("CLUSTER_CONFIG", "is missing; give the path of a cluster.xml");
      }
      return new String(xml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }
}
