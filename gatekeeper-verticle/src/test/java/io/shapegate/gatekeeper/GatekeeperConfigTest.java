package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.TableName;
import io.shapegate.launcher.SettingException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatekeeperConfigTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{`AUTH_SECRET`:``} | SIGNING_KEY_FILE | is missing",
        "{`AUTH_SECRET`:`short`} | AUTH_SECRET | has 5 bytes; give at least 32",
        "{`AUTH_SECRET`:`NFL5*0Bc#9U6E@tnmC&E7SUN6GwHfLmY`} | AUTH_SECRET | is a well-known",
        "{`AUTH_SECRET_FILE`:`/nowhere/secret`} | AUTH_SECRET_FILE | is not a readable file",
        "{`SIGNING_KEY_FILE`:`/nowhere/key.pem`} | SIGNING_KEY_FILE | is not a readable file",
        "{`SIGNING_KEY_FILE`:`pom.xml`} | SIGNING_KEY_FILE | and AUTH_SECRET are both given",
        "{`AUTH_SECRET`:``,`SIGNING_KEY_FILE`:`pom.xml`} | SIGNING_KEY_FILE | holds no private key",
        "{`IDENTITY_SECRET`:``} | IDENTITY_SECRET | is missing; give one of",
        "{`IDENTITY_SECRET`:`short`} | IDENTITY_SECRET | has 5 bytes",
        "{`IDENTITY_SECRET`:`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`} | IDENTITY_SECRET | is a well-known",
        "{`IDENTITY_SECRET`:`signing-9d0b4e6f27c8a1350e7d6b12f4c09a83`} | IDENTITY_SECRET"
            + " | is the same as AUTH_SECRET",
        "{`IDENTITY_JWKS_URL`:`https://id.example.com/jwks`} | IDENTITY_SECRET | give only one of",
        "{`IDENTITY_SECRET`:``,`IDENTITY_PUBLIC_KEY`:`hello`} | IDENTITY_PUBLIC_KEY"
            + " | is not a PEM public key",
        "{`IDENTITY_SECRET`:``,`IDENTITY_PUBLIC_KEY_FILE`:`/nowhere`} | IDENTITY_PUBLIC_KEY_FILE"
            + " | is not a readable file",
        "{`IDENTITY_SECRET`:``,`IDENTITY_JWKS_URL`:`id.example.com`} | IDENTITY_JWKS_URL | must be a URL",
        "{`IDENTITY_SECRET`:``,`IDENTITY_OIDC_ISSUER`:`ftp://id.example.com`} | IDENTITY_OIDC_ISSUER"
            + " | must be a URL",
        "{`IDENTITY_SECRET`:``,`IDENTITY_OIDC_ISSUER`:`https://id.example.com`,`IDENTITY_ISSUER`:`x`}"
            + " | IDENTITY_ISSUER | is given by IDENTITY_OIDC_ISSUER already",
        "{`IDENTITY_AUDIENCE`:``} | IDENTITY_AUDIENCE | is missing",
        "{`IDENTITY_AUDIENCE_ANY`:`true`} | IDENTITY_AUDIENCE | contradicts IDENTITY_AUDIENCE_ANY",
        "{`IDENTITY_AUDIENCE_ANY`:`yes`} | IDENTITY_AUDIENCE_ANY | is neither true nor false",
        "{`ALLOW_ANONYMOUS`:`1`} | ALLOW_ANONYMOUS | is neither true nor false",
        "{`ELECTRIC_PROXY_URL`:``} | ELECTRIC_PROXY_URL | is missing; give the base",
        "{`ELECTRIC_PROXY_URL`:`localhost:4000`} | ELECTRIC_PROXY_URL | must be a URL",
        "{`ELECTRIC_PROXY_URL`:`http://u:p@localhost`} | ELECTRIC_PROXY_URL | must be a URL",
        "{`PORT`:`65536`} | PORT | must be a whole number from 0 to 65535",
        "{`INSTANCES`:`0`} | INSTANCES | must be a whole number from 1 to 64",
        "{`MAX_TOKEN_TTL`:`25h`} | MAX_TOKEN_TTL | must be from 1s to 86400s",
        "{`MAX_TOKEN_TTL`:`3600`} | MAX_TOKEN_TTL | must be a number with a unit",
        "{`POLICIES`:`policy.rules`} | POLICIES | is not written name=address",
        "{`POLICIES`:`*=`} | POLICIES | has an address that is empty",
        "{`POLICIES`:`*=policy.rules,`} | POLICIES | has an address that is empty",
        "{`POLICIES`:`*=policy rules`} | POLICIES | has an address that is empty",
        "{`POLICIES`:`*=a;*=b`} | POLICIES | names * twice",
        "{`POLICIES`:`items=a;PUBLIC.items=b`} | POLICIES | names PUBLIC.items twice",
        "{`POLICIES`:`*=a,a`} | POLICIES | asks an address twice",
        "{`POLICIES`:`a.b.c=x`} | POLICIES | a.b.c is no table",
        "{`POLICIES`:`*=a;`} | POLICIES | is not written name=address",
        "{`ROLES_CLAIM`:`a..b`} | ROLES_CLAIM | must be a path such as realm_access.roles",
        "{`DECISION_LOG`:`true`} | DECISION_LOG | is neither log nor off",
        "{`DECISION_LOG_PARAMS`:`yes`} | DECISION_LOG_PARAMS | is neither true nor false",
        "{`DECISION_LOG_QUEUE`:`99`} | DECISION_LOG_QUEUE | must be a whole number from 100 to 1000000",
        "{`DECISION_LOG_DATABASE_URL`:`mysql://u:p@h/d`} | DECISION_LOG_DATABASE_URL | must be postgresql://",
        "{`DECISION_LOG_DATABASE_CA_FILE`:`/nowhere`} | DECISION_LOG_DATABASE_CA_FILE | is not a readable",
        "{`CORS_ORIGINS`:`app.example.com`} | CORS_ORIGINS | must be * or a list of origins",
        "{`CORS_ORIGINS`:`https://a.example.com/`} | CORS_ORIGINS | must be * or a list of origins",
        "{`CORS_ORIGINS`:`*,https://a.example.com`} | CORS_ORIGINS | must be * or a list of origins",
      })
  void aWrongSettingIsOneLineThatNamesIt(String changes, String name, String reason) {
    Map<String, String> values = new HashMap<>();
    new JsonObject(changes.replace('`', '"'))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().toString()));
    SettingException refused = assertThrows(
        SettingException.class, () -> GatekeeperConfig.from(TestGatekeeper.settings(values)));
    String message = refused.getMessage();
    assertTrue(message.startsWith(name + ": " + reason), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void whatIsNotSetHasASafeDefault() {
    GatekeeperConfig config = GatekeeperConfig.from(TestGatekeeper.settings(Map.of("PORT", "")));
    assertEquals("127.0.0.1", config.host());
    assertEquals(4001, config.port());
    assertEquals(List.of("policy.rules"), config.policies().addressesFor(TableName.parse("x")));
    assertEquals(3600, config.tokens().maxTtl().toSeconds());
  }

  @Test
  void decisionsAreLoggedAndStoredNowhereByDefault() {
    DecisionLogConfig decisions =
        GatekeeperConfig.from(TestGatekeeper.settings(Map.of("INSTANCES", "4"))).decisions();
    assertTrue(decisions.log());
    assertNull(decisions.database());
    assertFalse(decisions.params());
    assertEquals(2_500, decisions.capacity(), "the instances share the queue");
  }

  @Test
  void thePasswordOfTheDecisionsIsNotShown() {
    GatekeeperConfig config = GatekeeperConfig.from(TestGatekeeper.settings(
        Map.of("DECISION_LOG_DATABASE_URL", "postgresql://writer:pa55word@db/app")));
    assertFalse(config.toString().contains("pa55word"));
    assertEquals("writer", config.decisions().database().user());
  }
}
