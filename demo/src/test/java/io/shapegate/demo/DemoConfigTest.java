package io.shapegate.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoConfigTest {
  private static final Map<String, String> COMPLETE = Map.of(
      "IDENTITY_SECRET", TestDemo.SECRET,
      "IDENTITY_AUDIENCE", "somebody",
      "DATABASE_URL", "postgresql://demo:password-of-demo@db/app");

  @Test
  void hasDefaultsForWhereToListen() {
    DemoConfig config = DemoConfig.from(new Settings(COMPLETE));

    assertEquals("127.0.0.1", config.host());
    assertEquals(4004, config.port());
  }

  @ParameterizedTest
  @CsvSource({
    "IDENTITY_SECRET,",
    "IDENTITY_SECRET, short",
    "IDENTITY_SECRET, your-256-bit-secret-your-256-bit-secret",
    "IDENTITY_AUDIENCE,",
    "DATABASE_URL,",
    "DATABASE_URL, mysql://db",
    "ELECTRIC_PROXY_URL, nowhere"
  })
  void namesTheSettingThatIsWrong(String name, String value) {
    Map<String, String> changed = new HashMap<>(COMPLETE);
    changed.put(name, value == null ? "" : value);

    SettingException wrong =
        assertThrows(SettingException.class, () -> DemoConfig.from(new Settings(changed)));

    assertTrue(String.valueOf(wrong.getMessage()).startsWith(name), wrong.getMessage());
  }

  @Test
  void showsNoSecret() {
    String shown = DemoConfig.from(new Settings(COMPLETE)).toString();

    assertFalse(shown.contains(TestDemo.SECRET), shown);
    assertFalse(shown.contains("password-of-demo"), shown);
  }
}
