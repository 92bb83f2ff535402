package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shapegate.launcher.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 as curl speaks it, which is not by Vert.x. */
final class CurlTest {
  private static final ServerConfig CLEAR_TEXT = new ServerConfig(null, true);
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String AUTHORIZATION =
      "Authorization: Bearer " + Tokens.of(Tokens.wholeTable());
  private static final String SHOW = " %{http_version} %{http_code}";

  @TempDir
  Path folder;

  @BeforeAll
  static void needsCurl() throws Exception {
    assumeTrue(run("curl", "--version").contains("HTTP2"), "there is no curl with HTTP/2");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(30, TimeUnit.SECONDS);
    return output;
  }

  private static String curl(String url, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sk", "--max-time", "20", "-w", SHOW, url));
    command.addAll(List.of(options));
    return run(command.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"--http2, 2", "--http1.1, 1.1"})
  void syncsOverTls(String option, String version) throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(TestCertificate.in(folder))) {
      String url = "https://localhost:" + proxy.port + ITEMS;

      assertEquals(
          RecordingElectric.ROWS + " " + version + " 200", curl(url, option, "-H", AUTHORIZATION));
      assertEquals(" " + version + " 401", curl(url, option, "-o", "/dev/null"));
    }
  }

  @ParameterizedTest
  @CsvSource({"--http2-prior-knowledge, 2", "--http2, 2", "--http1.1, 1.1"})
  void syncsWithoutTls(String option, String version) throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(CLEAR_TEXT)) {
      String url = "http://localhost:" + proxy.port + ITEMS;

      assertEquals(
          RecordingElectric.ROWS + " " + version + " 200", curl(url, option, "-H", AUTHORIZATION));
      assertEquals(" " + version + " 401", curl(url, option, "-o", "/dev/null"));
      assertEquals(1, proxy.electric.arrivals().size());
    }
  }

  @Test
  void answers431WhereTheHeadersAreTooLarge() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(CLEAR_TEXT)) {
      String answer = curl(
          "http://localhost:" + proxy.port + ITEMS,
          "--http2-prior-knowledge",
          "-H",
          "X-Large: " + "x".repeat(34_000));

      assertEquals(" 2 431", answer);
      proxy.assertNothingArrived();
    }
  }
}
