package io.shapegate.launcher;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * How this process joins the cluster: {@code cluster.xml} (the file that {@code CLUSTER_CONFIG} names, or the one that
 * was packed at build time) with its placeholders filled from the settings, and the TLS of the event bus.
 */
record ClusterConfig(Config hazelcast, EventBusOptions eventBus) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}<\"\\s]*)}?");
  private static final String INTERFACE = "CLUSTER_INTERFACE";
  private static final String LOOPBACK = "127.0.0.1";

  static ClusterConfig from(Settings settings) {
    return new ClusterConfig(hazelcast(settings), BusTlsConfig.eventBus(settings));
  }

  private static Config hazelcast(Settings settings) {
    String xml = settings
        .file("CLUSTER_CONFIG")
        .map(file -> settings.read("CLUSTER_CONFIG", file))
        .orElseGet(ClusterConfig::packaged);
    requireWellFormed(xml);
    Properties values = new Properties();
    Matcher matcher = PLACEHOLDER.matcher(xml);
    while (matcher.find()) {
      values.setProperty(matcher.group(1), value(settings, xml, matcher.group(1)));
    }
    try {
      Config config = new XmlConfigBuilder(
              new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
          .setProperties(values)
          .build();
      DnsDiscovery.applyTo(config, port(settings));
      return config;
    } catch (HazelcastException e) {
      throw new SettingException("CLUSTER_CONFIG", "Hazelcast refuses it: " + firstLine(e));
    }
  }

  /** Hazelcast would write what is wrong to the console as well. */
  private static void requireWellFormed(String xml) {
    try {
      DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      parser.setErrorHandler(new DefaultHandler());
      parser.parse(new InputSource(new StringReader(xml)));
    } catch (SAXException e) {
      throw new SettingException("CLUSTER_CONFIG", "is not XML: " + firstLine(e));
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String value(Settings settings, String xml, String placeholder) {
    return switch (placeholder) {
      case INTERFACE -> ClusterInterface.address(settings.text(INTERFACE, LOOPBACK));
      case "CLUSTER_PORT" -> String.valueOf(port(settings));
      case "CLUSTER_MEMBERS" -> settings.text("CLUSTER_MEMBERS", LOOPBACK);
      case "CLUSTER_NAME" -> name(settings, xml);
      default ->
        settings
            .textOrFile(placeholder)
            .orElseThrow(
                () -> new SettingException(placeholder, "is missing; cluster.xml asks for it"));
    };
  }

  private static int port(Settings settings) {
    return settings.integer("CLUSTER_PORT", 5701, 1, 65_535);
  }

  /** Whoever knows the name may join, so only a cluster that no other machine can reach has one of its own accord. */
  private static String name(Settings settings, String xml) {
    boolean loopback =
        settings.text(INTERFACE, LOOPBACK).equals(LOOPBACK) && xml.contains("${" + INTERFACE + "}");
    return settings
        .secret("CLUSTER_NAME")
        .map(Secret::value)
        .or(() -> loopback ? Optional.of("shapegate-on-loopback") : Optional.empty())
        .orElseThrow(() -> new SettingException(
            "CLUSTER_NAME",
            "is missing; a cluster beyond this machine needs a name that nobody can guess"));
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
