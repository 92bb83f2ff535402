package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes: how they fail to start, and how they end. */
final class LauncherIT {
  private static final int SECONDS = 10;
  private static final int WRONG_SETTING = 2;
  private static final int FAILED = 1;

  @TempDir
  private Path folder;

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("CLUSTER_PORT", String.valueOf(PortRange.first()));
    return environment;
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** Ends with the status within 10 s, after one line for the failure and none of a stack trace. */
  private static String failure(int status, Map<String, String> environment) throws Exception {
    try (Spawned process = new Spawned(TestProcess.class, environment(environment))) {
      int ended = process.awaitEnd(SECONDS);
      List<String> output = process.output();
      assertEquals(status, ended, () -> String.join("\n", output));
      List<String> errors =
          output.stream().filter(line -> !line.contains(" INFO ")).toList();
      assertEquals(1, errors.size(), () -> String.join("\n", output));
      assertTrue(errors.get(0).contains("test cannot start. "), errors.get(0));
      return errors.get(0);
    }
  }

  private static void assertNames(String setting, String line) {
    assertTrue(line.contains(" " + setting), line);
  }

  @Test
  void aWrongPathOfTheClusterConfigurationIsOneLine() throws Exception {
    String line = failure(WRONG_SETTING, Map.of("CLUSTER_CONFIG", "/no/such/cluster.xml"));
    assertNames("CLUSTER_CONFIG", line);
  }

  @Test
  void aBrokenClusterConfigurationIsOneLine() throws Exception {
    Path xml = file("cluster.xml", "<hazelcast><cluster-name>a</wrong></hazelcast>");
    assertNames("CLUSTER_CONFIG", failure(WRONG_SETTING, Map.of("CLUSTER_CONFIG", xml.toString())));
  }

  @Test
  void aWrongPathOfTheSettingsIsOneLine() throws Exception {
    assertNames("CONFIG_FILE", failure(WRONG_SETTING, Map.of("CONFIG_FILE", "/no/such.yaml")));
  }

  @Test
  void settingsThatAreNoYamlAreOneLine() throws Exception {
    Path yaml = file("settings.yaml", "PORT: [1\n");
    assertNames("CONFIG_FILE", failure(WRONG_SETTING, Map.of("CONFIG_FILE", yaml.toString())));
  }

  @Test
  void aWrongSettingOfTheApplicationIsOneLine() throws Exception {
    assertNames("PORT", failure(WRONG_SETTING, Map.of("PORT", "http")));
  }

  @Test
  void aBusyPortIsOneLine() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(busy.getLocalPort());
      String line = failure(FAILED, Map.of("PORT", port));
      assertNames("PORT", line);
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneLine() throws Exception {
    String line = failure(FAILED, Map.of("HOST", "192.0.2.1"));
    assertNames("HOST", line);
  }

  @Test
  void aHostThatNobodyKnowsIsOneLine() throws Exception {
    failure(FAILED, Map.of("HOST", "no-such-host.invalid"));
  }

  @Test
  void badTlsFilesAreOneLine() throws Exception {
    String garbage = file("garbage.pem", "garbage").toString();
    String line = failure(
        WRONG_SETTING,
        Map.of(
            "CLUSTER_TLS_KEY_FILE", garbage,
            "CLUSTER_TLS_CERT_FILE", garbage,
            "CLUSTER_TLS_CA_FILE", garbage));
    assertNames("CLUSTER_TLS_", line);
  }

  @Test
  void noFreePortForTheClusterIsOneLine() throws Exception {
    Path xml = file(
        "cluster.xml",
        Files.readString(Path.of("..", "cluster.xml"))
            .replace("port-count=\"12\"", "port-count=\"1\""));
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      failure(
          FAILED,
          Map.of(
              "CLUSTER_CONFIG", xml.toString(),
              "CLUSTER_PORT", String.valueOf(busy.getLocalPort())));
    }
  }

  @Test
  void sigtermStopsTheVerticleAndEndsTheProcess() throws Exception {
    try (Spawned process = new Spawned(TestProcess.class, environment(Map.of()))) {
      process.await("listening on", SECONDS);
      process.terminate();
      process.await("stopped", SECONDS);
      assertEquals(143, process.awaitEnd(SECONDS));
      assertFalse(process.output().stream().anyMatch(line -> line.contains("did not close")));
    }
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws Exception {
    Path yaml = file("settings.yaml", "PORT: 70000\nHOST: 127.0.0.1\n");
    try (Spawned process = new Spawned(
        TestProcess.class, environment(Map.of("CONFIG_FILE", yaml.toString(), "PORT", "0")))) {
      process.await("listening on", SECONDS);
    }
  }
}
