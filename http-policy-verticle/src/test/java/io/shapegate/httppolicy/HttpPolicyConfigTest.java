package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPolicyConfigTest {
  private static final String URL = "http://opa:8181/v1/data/shapegate/decision";

  @TempDir
  Path folder;

  @Test
  void onlyTheUrlMustBeGiven() {
    HttpPolicyConfig config = config(Map.of());

    assertEquals(URI.create(URL), config.url());
    assertEquals(WireFormat.OPA, config.format());
    assertEquals("policy.http", config.address());
    assertTrue(config.timeout().compareTo(Duration.ofMillis(700)) < 0);
    assertNull(config.token());
    assertEquals(new ClientTls(null, null, null), config.tls());
    assertEquals("127.0.0.1", config.host());
    assertEquals(4004, config.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "geheim",
        "opa:8181/geheim",
        "ftp://opa/geheim",
        "http:///geheim",
        "http://user:geheim@opa/v1/data",
        "http://geheim@opa/v1/data",
        "http://opa/v1/data?token=geheim",
        "http://opa/v1/data#geheim",
        "http://opa:0/geheim",
        "http://opa:65536/geheim",
        "http://opa/gehe im"
      })
  void otherUrlsAreRefusedWithoutShowingThem(String url) {
    SettingException refused = refused("HTTP_POLICY_URL", url);

    assertFalse(refused.getMessage().contains("geheim"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_POLICY_FORMAT,json",
    "HTTP_POLICY_FORMAT,OPA",
    "HTTP_POLICY_ADDRESS,policy http",
    "HTTP_POLICY_ADDRESS,'a,b'",
    "HTTP_POLICY_TIMEOUT,500",
    "HTTP_POLICY_TIMEOUT,49ms",
    "HTTP_POLICY_TIMEOUT,11s",
    "HTTP_POLICY_POOL_SIZE,0",
    "HTTP_POLICY_POOL_SIZE,1001",
    "HTTP_POLICY_MAX_FAILURES,0",
    "HTTP_POLICY_PAUSE,0s",
    "HTTP_POLICY_PAUSE,2m",
    "HTTP_POLICY_TOKEN_FILE,/nowhere/token",
    "HTTP_POLICY_CA_FILE,/nowhere/ca.pem",
    "PORT,65536"
  })
  void wrongSettingsAreNamed(String name, String value) {
    refused(name, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer geheim", "geheim\r\nX: y", "geheim\u00e9", "=", "ge=heim"})
  void aTokenThatIsNoneIsRefusedWithoutShowingIt(String token) {
    SettingException refused = refused("HTTP_POLICY_TOKEN", token);

    assertFalse(refused.getMessage().contains("geheim"), refused.getMessage());
  }

  @Test
  void theTokenMayStandInAFileAndIsNeverShown() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "geheim\n");

    HttpPolicyConfig config = config(Map.of("HTTP_POLICY_TOKEN_FILE", file.toString()));

    assertEquals("geheim", config.token().value());
    assertFalse(config.toString().contains("geheim"), config.toString());
  }

  @Test
  void certificateAndKeyGoTogether() throws Exception {
    Authority authority = new Authority(folder);
    Map<String, String> files = authority.client("gatekeeper");

    HttpPolicyConfig config = config(with(files, "HTTP_POLICY_URL", "https://opa/v1/data"));

    assertEquals(authority.file(), config.tls().authority());
    for (String half : new String[] {"HTTP_POLICY_CERTIFICATE_FILE", "HTTP_POLICY_KEY_FILE"}) {
      Map<String, String> settings = with(files, "HTTP_POLICY_URL", "https://opa/v1/data");
      settings.remove(half);
      assertTrue(refused(settings).getMessage().startsWith("HTTP_POLICY_CERTIFICATE_FILE: "));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP_POLICY_CA_FILE", "HTTP_POLICY_CERTIFICATE_FILE", "HTTP_POLICY_KEY_FILE"})
  void aFileThatHoldsSomethingElseIsNamed(String name) throws Exception {
    Path other = Files.writeString(folder.resolve("other.pem"), "geheim");
    Map<String, String> settings =
        with(new Authority(folder).client("gatekeeper"), "HTTP_POLICY_URL", "https://opa/v1/data");

    SettingException refused = refused(with(settings, name, other.toString()));

    assertTrue(refused.getMessage().startsWith(name + ": "), refused.getMessage());
    assertFalse(refused.getMessage().contains("geheim"), refused.getMessage());
  }

  /** Somebody who gives them believes that the connection is protected. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP_POLICY_CA_FILE", "HTTP_POLICY_CERTIFICATE_FILE"})
  void filesForTlsAreRefusedWithoutIt(String name) throws Exception {
    Map<String, String> settings = new HashMap<>(new Authority(folder).client("gatekeeper"));
    if (name.equals("HTTP_POLICY_CERTIFICATE_FILE")) {
      settings.remove("HTTP_POLICY_CA_FILE");
    }

    SettingException refused = refused(settings);

    assertTrue(refused.getMessage().startsWith(name + ": "), refused.getMessage());
  }

  private static HttpPolicyConfig config(Map<String, String> settings) {
    return HttpPolicyConfig.from(
        new Settings(settings).withDefaults(Map.of("HTTP_POLICY_URL", URL)));
  }

  private static SettingException refused(Map<String, String> settings) {
    return assertThrows(SettingException.class, () -> config(settings));
  }

  private static SettingException refused(String name, String value) {
    SettingException refused = refused(Map.of(name, value));
    assertTrue(
        refused.getMessage().startsWith(name.replace("TOKEN_FILE", "TOKEN")), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
    return refused;
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(name, value);
    return all;
  }
}
