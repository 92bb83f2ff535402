package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.postgres.DatabaseUrl;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyConfigTest {
  private static final String URL = "postgresql://policy:geheim@db.example.com/app";

  @Test
  void onlyTheDatabaseMustBeGiven() {
    PolicyConfig config = config("DATABASE_URL", URL);

    assertEquals("policy", config.database().user());
    assertEquals("geheim", config.database().password().value());
    assertEquals("db.example.com", config.database().host());
    assertEquals(5432, config.database().port());
    assertEquals("app", config.database().database());
    assertEquals(config.database(), config.migrations());
    assertEquals(List.of("roles"), config.rolesClaim().path().keys());
    assertEquals(4003, config.port());
    assertEquals("127.0.0.1", config.host());
    assertTrue(config.databaseTimeout().compareTo(Duration.ofMillis(700)) < 0);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          postgres://u:p@h:1/d                         | u    | p     | h          | 1     | d    | PREFER
          postgresql://u@h/d                           | u    | ``    | h          | 5432  | d    | PREFER
          postgresql://u:@h/d                          | u    | ``    | h          | 5432  | d    | PREFER
          postgresql://u%40x:p%3A%2F%25+@h/d%20e       | u@x  | p:/%+ | h          | 5432  | d e  | PREFER
          postgresql://%C3%A9:%E2%82%AC@127.0.0.1/d    | é    | €     | 127.0.0.1  | 5432  | d    | PREFER
          postgresql://u:p@my_db-1.local:65535/d       | u    | p     | my_db-1.local | 65535 | d | PREFER
          postgresql://u:p@[::1]:5433/d                | u    | p     | ::1        | 5433  | d    | PREFER
          postgresql://u:p@h/d?sslmode=disable         | u    | p     | h          | 5432  | d    | DISABLE
          postgresql://u:p@h/d?sslmode=verify-full     | u    | p     | h          | 5432  | d    | VERIFY_FULL
          """)
  void readsUrls(
      String url,
      String user,
      String password,
      String host,
      int port,
      String database,
      SslMode ssl) {
    DatabaseUrl read = config("DATABASE_URL", url).database();

    assertEquals(user, read.user());
    assertEquals(password, read.password().value());
    assertEquals(host, read.host());
    assertEquals(port, read.port());
    assertEquals(database, read.database());
    assertEquals(ssl, read.sslMode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "geheim",
        "mysql://u:geheim@h/d",
        "jdbc:postgresql://u:geheim@h/d",
        "POSTGRES://u:geheim@h/d",
        "postgres://h/d",
        "postgres://:geheim@h/d",
        "postgres://u:geheim@h",
        "postgres://u:geheim@h/",
        "postgres://u:geheim@/d",
        "postgres://u:geheim@h:/d",
        "postgres://u:geheim@h:0/d",
        "postgres://u:geheim@h:65536/d",
        "postgres://u:geheim@h:123456/d",
        "postgres://u:geheim@h:x/d",
        "postgres://u:geheim@a,b/d",
        "postgres://u:geheim@h/d/e",
        "postgres://u:geheim@h/d#x",
        "postgres://u:geheim@h/d?",
        "postgres://u:geheim@h/d?sslmode=",
        "postgres://u:geheim@h/d?sslmode=on",
        "postgres://u:geheim@h/d?sslmode=disable&sslmode=require",
        "postgres://u:geheim@h/d?password=geheim",
        "postgres://u:geheim@h/d?sslmode=require&options=-c",
        "postgres://u:geheim:x@h/d",
        "postgres://u:geheim@x@h/d",
        "postgres://u:geheim%@h/d",
        "postgres://u:geheim%4@h/d",
        "postgres://u:geheim%+1@h/d",
        "postgres://u:geheim%zz@h/d",
        "postgres://u:geheim%FF@h/d",
        "postgres://u:geheim%00@h/d",
        "postgres://u:gehe im@h/d",
        "postgres://u:geheim@[h]/d",
        "postgres://u:geheim@h/d\nx"
      })
  void refusesOtherUrlsWithoutShowingThem(String url) {
    SettingException failure =
        assertThrows(SettingException.class, () -> config("DATABASE_URL", url));

    assertTrue(failure.getMessage().startsWith("DATABASE_URL: "), failure.getMessage());
    assertFalse(failure.getMessage().contains("geheim"), failure.getMessage());
    assertEquals(1, failure.getMessage().lines().count());
  }

  @Test
  void migrationsHaveTheirOwnConnectionOrNone() {
    PolicyConfig owner =
        config("DATABASE_URL", URL, "MIGRATION_DATABASE_URL", "postgres://owner:x@h/d");
    PolicyConfig none = config(
        "DATABASE_URL",
        URL,
        "MIGRATION_DATABASE_URL",
        "postgres://owner:x@h/d",
        "MIGRATE",
        "false");

    assertEquals("owner", owner.migrations().user());
    assertEquals("policy", owner.database().user());
    assertNull(none.migrations());
  }

  @Test
  void showsNoPassword() {
    String text = config("DATABASE_URL", URL, "MIGRATION_DATABASE_URL", "postgres://o:geheim@h/d")
        .toString();

    assertFalse(text.contains("geheim"), text);
    assertTrue(text.contains("db.example.com"), text);
  }

  @Test
  void readsTheUrlFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("url"), URL + "\n");

    assertEquals(
        "policy", config("DATABASE_URL_FILE", file.toString()).database().user());
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL,",
    "MIGRATION_DATABASE_URL,x",
    "MIGRATE,yes",
    "DATABASE_POOL_SIZE,0",
    "DATABASE_TIMEOUT,1ms",
    "DATABASE_TIMEOUT,500",
    "DATABASE_CA_FILE,absent.pem",
    "ROLES_CLAIM,a..b",
    "ROLES_CLAIM,https://example.com/roles",
    "PORT,65536"
  })
  void wrongSettingsAreNamed(String name, String value) {
    Map<String, String> values = new HashMap<>(Map.of("DATABASE_URL", URL));
    values.put(name, value == null ? " " : value);

    SettingException failure =
        assertThrows(SettingException.class, () -> PolicyConfig.from(new Settings(values)));
    assertTrue(failure.getMessage().startsWith(name + ": "), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          realm_access.roles                  | realm_access | roles
          app_metadata.roles                  | app_metadata | roles
          "https://example.com/roles".x       | https://example.com/roles | x
          "a""b"."c.d"                        | a"b | c.d
          """)
  void rolesMayStandAnywhere(String setting, String first, String second) {
    PolicyConfig config = config("DATABASE_URL", URL, "ROLES_CLAIM", setting);

    assertEquals(List.of(first, second), config.rolesClaim().path().keys());
  }

  private static PolicyConfig config(String... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return PolicyConfig.from(new Settings(values));
  }
}
