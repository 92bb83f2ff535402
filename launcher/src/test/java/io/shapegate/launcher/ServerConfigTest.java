package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerConfigTest {
  private static final String CERTIFICATE = "TLS_CERT_FILE";
  private static final String KEY = "TLS_KEY_FILE";

  @TempDir
  Path folder;

  private Map<String, String> tls;

  @BeforeEach
  void makeCertificate() throws Exception {
    tls = server("proxy");
  }

  private Map<String, String> server(String name) throws Exception {
    Map<String, String> member = new Authority(folder.resolve(name)).member(name);
    return Map.of(
        CERTIFICATE, member.get("CLUSTER_TLS_CERT_FILE"), KEY, member.get("CLUSTER_TLS_KEY_FILE"));
  }

  private static ServerConfig config(Map<String, String> settings) {
    return ServerConfig.from(new Settings(settings));
  }

  private Map<String, String> with(String name, String value) {
    Map<String, String> changed = new HashMap<>(tls);
    changed.put(name, value);
    return changed;
  }

  private static void assertRefused(String setting, Map<String, String> settings) {
    SettingException refused = assertThrows(SettingException.class, () -> config(settings));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(setting + ": "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void speaksHttp1WithoutTlsUnlessToldOtherwise() {
    assertEquals(ServerConfig.PLAIN, config(Map.of()));
    assertEquals("http", config(Map.of()).scheme());
  }

  @Test
  void speaksTlsWithACertificate() {
    ServerConfig config = config(tls);

    assertEquals("https", config.scheme());
    assertFalse(config.http2ClearText());
  }

  @Test
  void showsNoKey() {
    assertFalse(config(tls).toString().contains("PRIVATE"), config(tls).toString());
  }

  @Test
  void speaksHttp2WithoutTlsWhereThatIsSaid() {
    assertTrue(config(Map.of("HTTP2_CLEARTEXT", "true")).http2ClearText());
  }

  @Test
  void refusesClearTextWithTls() {
    assertRefused("HTTP2_CLEARTEXT", with("HTTP2_CLEARTEXT", "true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CERTIFICATE, KEY})
  void refusesOneWithoutTheOther(String missing) {
    Map<String, String> half = new HashMap<>(tls);
    half.remove(missing);

    assertRefused(missing, half);
  }

  @ParameterizedTest
  @ValueSource(strings = {CERTIFICATE, KEY})
  void refusesAFileThatIsNotThere(String name) {
    assertRefused(name, with(name, folder.resolve("absent.pem").toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {CERTIFICATE, KEY})
  void refusesAFileOfTheOtherKind(String name) {
    String other = tls.get(name.equals(KEY) ? CERTIFICATE : KEY);

    assertRefused(name, with(name, other));
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws Exception {
    assertRefused(KEY, with(KEY, server("other").get(KEY)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nnot base64!\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----"
      })
  void refusesAKeyThatCannotBeRead(String pem) throws Exception {
    Path file = Files.writeString(folder.resolve("key.pem"), pem);

    assertRefused(KEY, with(KEY, file.toString()));
  }
}
