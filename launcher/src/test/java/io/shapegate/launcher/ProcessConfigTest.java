package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessConfigTest {
  private static Vertx vertx;

  @TempDir
  private Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private Map<String, String> environment(String yaml, Map<String, String> more) throws Exception {
    Path file = Files.writeString(folder.resolve("settings.yaml"), yaml);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("CONFIG_FILE", file.toString());
    return environment;
  }

  private Settings load(String yaml, Map<String, String> more) throws Exception {
    return Settled.result(ProcessConfig.load(vertx, environment(yaml, more)));
  }

  private static String refusal(Map<String, String> environment) {
    Throwable failure = Settled.failure(ProcessConfig.load(vertx, environment));
    String message =
        String.valueOf(assertInstanceOf(SettingException.class, failure).getMessage());
    assertTrue(message.startsWith("CONFIG_FILE: "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void withoutAFileTheEnvironmentIsAll() throws Exception {
    Settings settings = Settled.result(ProcessConfig.load(vertx, Map.of("A", "1")));
    assertEquals(Optional.of("1"), settings.text("A"));
  }

  @Test
  void readsTextNumbersAndFlags() throws Exception {
    Settings settings = load("""
        PORT: 4000
        ELECTRIC_INSECURE: true
        ELECTRIC_URL: http://localhost:3000
        AUTH_ISSUER: "1.10"
        NOTHING:
        """, Map.of());
    assertEquals(4000, settings.port("PORT", 1));
    assertTrue(settings.flag("ELECTRIC_INSECURE"));
    assertEquals(Optional.of("http://localhost:3000"), settings.text("ELECTRIC_URL"));
    assertEquals(Optional.of("1.10"), settings.text("AUTH_ISSUER"));
    assertEquals(Optional.empty(), settings.text("NOTHING"));
  }

  @Test
  void theEnvironmentWins() throws Exception {
    Settings settings = load("A: file\nB: file\n", Map.of("A", "environment"));
    assertEquals(Optional.of("environment"), settings.text("A"));
    assertEquals(Optional.of("file"), settings.text("B"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: [1, 2]",
        "A: {b: c}",
        "A:\n  - 1",
        "A:\n  b: c",
        "A: 1.10",
        "A: 12345678901234567890"
      })
  void aValueThatIsNotSingleNamesItsSetting(String yaml) throws Exception {
    assertTrue(refusal(environment(yaml, Map.of())).startsWith("CONFIG_FILE: A must be"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# a comment",
        "A: [1",
        "- a\n- b",
        "just words",
        "\tA: 1",
        "A: 1\n B: 2",
        "A: *unknown"
      })
  void whatIsNotYamlOfNamesAndValuesIsRefused(String yaml) throws Exception {
    assertTrue(refusal(environment(yaml, Map.of())).endsWith("is not YAML of names and values"));
  }

  @Test
  void anEmptyFileHoldsNothing() throws Exception {
    assertEquals(Optional.empty(), load("", Map.of()).text("A"));
  }

  @Test
  void aTagMakesNoObject() throws Exception {
    refusal(environment("A: !!java.net.URL [\"http://127.0.0.1:1/\"]", Map.of()));
  }

  @Test
  void aMissingFileIsRefused() {
    refusal(Map.of("CONFIG_FILE", folder.resolve("absent.yaml").toString()));
    refusal(Map.of("CONFIG_FILE", folder.toString()));
  }
}
