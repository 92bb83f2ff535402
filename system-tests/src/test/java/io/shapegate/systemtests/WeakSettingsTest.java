package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.policy.PolicyConfig;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.systemtests.AttackTable.Row;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Weak set-ups are refused at the start, by the setting's name (attack class 20). */
class WeakSettingsTest {
  private static final Map<String, Consumer<Settings>> PROCESSES = Map.of(
      "gatekeeper", GatekeeperConfig::from,
      "proxy", ProxyConfig::from,
      "policy", PolicyConfig::from);

  private static Map<String, String> good(String process) {
    return switch (process) {
      case "gatekeeper" ->
        Map.of(
            "AUTH_SECRET",
            ShapeTokens.SECRET,
            "ELECTRIC_PROXY_URL",
            "http://localhost:4000/proxy",
            "IDENTITY_SECRET",
            GatekeeperFixture.IDENTITY_SECRET,
            "IDENTITY_AUDIENCE",
            "app");
      case "proxy" ->
        Map.of(
            "AUTH_SECRET", ShapeTokens.SECRET,
            "ELECTRIC_URL", "http://localhost:3000",
            "ELECTRIC_SECRET", ProxyFixture.ELECTRIC_SECRET);
      default -> Map.of("DATABASE_URL", "postgresql://user:hidden@localhost/app");
    };
  }

  @TestFactory
  Stream<DynamicTest> isRefusedByName() throws GeneralSecurityException {
    List<Row> rows = AttackTable.read(
        "weak-settings.txt",
        Map.of(
            "a",
            "a",
            "good",
            ShapeTokens.SECRET,
            "weak-rsa",
            pem("RSA", new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4)),
            "other-curve",
            pem("EC", new ECGenParameterSpec("secp384r1"))));
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> refused(row)));
  }

  @Test
  void whatTheRowsDifferFromIsTaken() {
    PROCESSES.forEach(
        (name, process) -> assertDoesNotThrow(() -> process.accept(new Settings(good(name)))));
  }

  private static void refused(Row row) {
    Map<String, String> settings = new HashMap<>(good(row.column(0)));
    for (String change : row.column(2).split("; (?=[A-Z])", -1)) {
      String[] parts = change.split(" = ?", 2);
      settings.put(parts[0], parts[1]);
    }

    String message = String.valueOf(assertThrows(
            SettingException.class,
            () -> PROCESSES.get(row.column(0)).accept(new Settings(settings)))
        .getMessage());

    assertTrue(message.startsWith(row.column(1)), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.contains("hidden"), message);
    settings.forEach((name, value) -> assertFalse(
        name.endsWith("SECRET") && value.length() > 8 && message.contains(value), message));
  }

  private static String pem(String type, AlgorithmParameterSpec size)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
    generator.initialize(size);
    return "-----BEGIN PUBLIC KEY-----\\n"
        + Base64.getEncoder()
            .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
        + "\\n-----END PUBLIC KEY-----";
  }
}
