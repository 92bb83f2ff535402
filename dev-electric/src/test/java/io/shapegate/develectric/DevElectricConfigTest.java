package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevElectricConfigTest {
  private static final Map<String, String> GOOD = Map.of(
      "DATABASE_URL",
      "postgres://me:p%40ss@db.example:6000/my%2Fdb",
      "ELECTRIC_SECRET",
      "open sesame");

  @Test
  void theEnvironmentIsRead() {
    DevElectricConfig config = DevElectricConfig.fromEnvironment(GOOD);
    assertEquals(3000, config.port());
    assertEquals("127.0.0.1", config.host());
    assertEquals(
        new DatabaseUrl("db.example", 6000, "my/db", "me", "p@ss"),
        DatabaseUrl.parse(config.databaseUrl()));
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL,",
    "ELECTRIC_SECRET,",
    "ELECTRIC_SECRET,' '",
    "PORT,x",
    "PORT,70000",
    "PORT,-1",
    "HOST,' '",
    "DATABASE_URL,mysql://a:b@c/d",
    "DATABASE_URL,postgres://c/d",
    "DATABASE_URL,postgres://a:b@c",
    "DATABASE_URL,'a b'"
  })
  void aWrongSettingIsNamed(String name, String value) {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put(name, value == null ? "" : value);
    Exception refused = assertThrows(
        IllegalArgumentException.class, () -> DevElectricConfig.fromEnvironment(environment));
    assertTrue(refused.getMessage().startsWith(name + " "), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"open sesame", "p%40ss", "p@ss"})
  void itsTextShowsNoSecret(String secret) {
    assertFalse(DevElectricConfig.fromEnvironment(GOOD).toString().contains(secret));
  }
}
