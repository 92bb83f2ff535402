package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ProxyConfigTest {
  private static final Map<String, String> GOOD = Map.of(
      "ELECTRIC_URL", "http://localhost:3000",
      "ELECTRIC_SECRET", "electrics",
      "AUTH_SECRET", Tokens.SECRET);

  @TempDir
  Path folder;

  /** The good settings with those of a JSON object in their place. */
  private static ProxyConfig with(String json) {
    Map<String, String> values = new HashMap<>(GOOD);
    new JsonObject(json.replace('`', '"'))
        .forEach(entry -> values.put(entry.getKey(), String.valueOf(entry.getValue())));
    return ProxyConfig.from(new Settings(values));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{`ELECTRIC_URL`:``} | ELECTRIC_URL | is missing; give the URL of Electric",
        "{`ELECTRIC_URL`:`localhost:3000`} | ELECTRIC_URL | must be a URL",
        "{`ELECTRIC_URL`:`ftp://localhost`} | ELECTRIC_URL | must be a URL",
        "{`ELECTRIC_URL`:`http://u:p@localhost`} | ELECTRIC_URL | must be a URL",
        "{`ELECTRIC_URL`:`http://localhost?secret=x`} | ELECTRIC_URL | must be a URL",
        "{`ELECTRIC_URL`:`http://localhost:65536`} | ELECTRIC_URL | must be a URL",
        "{`ELECTRIC_SECRET`:``} | ELECTRIC_SECRET | is missing; give Electric's secret",
        "{`ELECTRIC_SECRET_FILE`:`/nowhere`} | ELECTRIC_SECRET_FILE | is not a readable file",
        "{`ELECTRIC_SECRET_FILE`:`pom.xml`} | ELECTRIC_SECRET | is given twice",
        "{`ELECTRIC_SECRET`:``,`ELECTRIC_INSECURE`:`false`} | ELECTRIC_SECRET | is missing",
        "{`ELECTRIC_SECRET`:``,`ELECTRIC_INSECURE`:`yes`} | ELECTRIC_INSECURE | is neither true nor false",
        "{`AUTH_SECRET`:``} | AUTH_SECRET | give exactly one of",
        "{`AUTH_SECRET`:`short`} | AUTH_SECRET | has 5 bytes; give at least 32",
        "{`AUTH_SECRET`:`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`} | AUTH_SECRET | is a well-known",
        "{`AUTH_SECRET`:`NFL5*0Bc#9U6E@tnmC&E7SUN6GwHfLmY`} | AUTH_SECRET | is a well-known",
        "{`AUTH_SECRET_FILE`:`/nowhere`} | AUTH_SECRET_FILE | is not a readable file",
        "{`AUTH_JWKS_URL`:`http://localhost/jwks`} | AUTH_SECRET | give exactly one of",
        "{`AUTH_SECRET`:``,`AUTH_JWKS_URL`:`localhost`} | AUTH_JWKS_URL | must be a URL",
        "{`AUTH_SECRET`:``,`AUTH_PUBLIC_KEY`:`hello`} | AUTH_PUBLIC_KEY | is not a PEM public key",
        "{`AUTH_SECRET`:``,`AUTH_PUBLIC_KEY_FILE`:`/nowhere`} | AUTH_PUBLIC_KEY_FILE | is not a readable file",
        "{`PORT`:`65536`} | PORT | must be a whole number from 0 to 65535",
        "{`PORT`:`-1`} | PORT | must be a whole number from 0 to 65535",
        "{`CORS_ORIGINS`:`example.com`} | CORS_ORIGINS | must be * or a list of origins",
        "{`ELECTRIC_TIMEOUT`:`60`} | ELECTRIC_TIMEOUT | must be a number with a unit",
        "{`ELECTRIC_TIMEOUT`:`999ms`} | ELECTRIC_TIMEOUT | must be from 1s to 600s",
        "{`ELECTRIC_TIMEOUT`:`11m`} | ELECTRIC_TIMEOUT | must be from 1s to 600s",
        "{`MAX_REQUESTS`:`0`} | MAX_REQUESTS | must be a whole number from 1",
        "{`INSTANCES`:`0`} | INSTANCES | must be a whole number from 1 to 1024"
      })
  void namesTheSettingThatIsWrong(String settings, String name, String reason) {
    SettingException refused = assertThrows(SettingException.class, () -> with(settings));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(name + ": "), message);
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains(Tokens.SECRET), message);
  }

  @Test
  void hasADefaultForWhatIsNoSecret() {
    ProxyConfig config = with("{}");

    assertEquals("127.0.0.1", config.host());
    assertEquals(4002, config.port());
    assertEquals(URI.create("http://localhost:3000"), config.electricUrl());
    assertEquals("shapegate", config.issuer());
    assertEquals("shapegate-proxy", config.audience());
    assertEquals(Duration.ofSeconds(60), config.electricTimeout());
    assertEquals(20_000, config.limits().requests());
  }

  @Test
  void takesWhatIsSet() {
    ProxyConfig config =
        with("{`HOST`:`127.0.0.2`,`PORT`:`0`,`AUTH_ISSUER`:`i`,`AUTH_AUDIENCE`:`a`,"
            + "`ELECTRIC_URL`:`https://electric.example/base/`,`ELECTRIC_TIMEOUT`:`25s`,"
            + "`MAX_REQUESTS`:`7`,`INSTANCES`:`3`,`CORS_ORIGINS`:`https://a.example`}");

    assertEquals("127.0.0.2", config.host());
    assertEquals(0, config.port());
    assertEquals(URI.create("https://electric.example/base"), config.electricUrl());
    assertEquals("i a", config.issuer() + " " + config.audience());
    assertEquals(Duration.ofSeconds(25), config.electricTimeout());
    assertEquals(7, config.limits().requests());
    assertEquals(3, config.instances());
    assertEquals(1, config.cors().origins().size());
  }

  @Test
  void takesAPublicKeyOrAKeySetInPlaceOfASecret() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] key = generator.generateKeyPair().getPublic().getEncoded();
    Path pem = Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n");

    assertInstanceOf(
        TokenKey.Public.class,
        with("{`AUTH_SECRET`:``,`AUTH_PUBLIC_KEY_FILE`:`" + pem + "`}").tokenKey());
    assertEquals(
        new TokenKey.KeySet(URI.create("http://localhost:1/jwks")),
        with("{`AUTH_SECRET`:``,`AUTH_JWKS_URL`:`http://localhost:1/jwks`}").tokenKey());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void warnsAtEachStartWhereElectricHasNoSecret(boolean insecure) throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(ProxyVerticle.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    ProxyConfig config = with(
        insecure ? "{`PORT`:`0`,`ELECTRIC_SECRET`:``,`ELECTRIC_INSECURE`:`true`}" : "{`PORT`:`0`}");
    Vertx vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(new ProxyVerticle(config)).await(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
      logger.detachAppender(log);
    }

    assertEquals(
        insecure,
        List.copyOf(log.list).stream()
            .anyMatch(event -> event.getLevel() == Level.WARN
                && event.getFormattedMessage().startsWith("ELECTRIC_INSECURE=true")));
  }

  @Test
  void sendsNoSecretWhereElectricHasNone() {
    assertNull(with("{`ELECTRIC_SECRET`:``,`ELECTRIC_INSECURE`:`true`}").electricSecret());
  }
}
