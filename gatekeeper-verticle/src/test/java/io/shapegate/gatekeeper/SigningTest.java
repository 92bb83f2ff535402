package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict.Verified;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of key, in every form that openssl writes, signs what independent verifiers accept. */
final class SigningTest {
  private static final BigInteger HALF_ORDER = new BigInteger(
          "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
      .shiftRight(1);

  @TempDir
  private Path folder;

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ES256 | PKCS#8 | openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "ES256 | SEC 1 | openssl ecparam -name prime256v1 -genkey -noout -out key.pem",
        "ES256 | SEC 1 after its curve | openssl ecparam -name prime256v1 -genkey -out key.pem",
        "EdDSA | PKCS#8 | openssl genpkey -algorithm Ed25519 -out key.pem",
        "RS256 | PKCS#8 | openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
        "RS256 | PKCS#1 | openssl genrsa -traditional -out key.pem 2048",
        "RS256 | 3072 bits | openssl genrsa -out key.pem 3072",
      })
  void aKeyFromOpensslSigns(String algorithm, String form, String command) throws Exception {
    openssl(command);
    try (TestGatekeeper gatekeeper =
        TestGatekeeper.start(keyFile()).policy(TestGatekeeper.grantsAll())) {
      RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items");
      assertEquals(200, answer.status(), answer.body());
      SignedJWT token = ShapeTokenTest.token(answer.json());
      JsonObject jwk = jwk(gatekeeper);
      assertEquals(algorithm, token.getHeader().getAlgorithm().getName());
      assertEquals(jwk.getString("kid"), token.getHeader().getKeyID());
      assertEquals(algorithm, jwk.getString("alg"));
      assertTrue(verifies(token, jwk), "an independent verifier refuses it");
      assertTrue(ourProxyTakes(gatekeeper, token, jwk));
    }
  }

  @Test
  void aFreshKeySignsAndIsPublished() throws Exception {
    Settings settings = TestGatekeeper.settings(Map.of("AUTH_SECRET", ""));
    SigningKey key = SigningKey.fresh();
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(GatekeeperConfig.from(settings, key))
        .policy(TestGatekeeper.grantsAll())) {
      SignedJWT token =
          ShapeTokenTest.token(gatekeeper.post("/gatekeeper/items").json());
      assertEquals(key.publicJwk().orElseThrow().json(), jwk(gatekeeper));
      assertTrue(verifies(token, jwk(gatekeeper)));
    }
  }

  @Test
  void anEs256SignatureAlwaysHasTheSmallerS() throws Exception {
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(GatekeeperConfig.from(
            TestGatekeeper.settings(Map.of("AUTH_SECRET", "")), SigningKey.fresh()))
        .policy(TestGatekeeper.grantsAll())) {
      for (int i = 0; i < 32; i++) {
        byte[] signature = ShapeTokenTest.token(
                gatekeeper.post("/gatekeeper/items").json())
            .getSignature()
            .decode();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        assertTrue(s.compareTo(HALF_ORDER) <= 0);
      }
    }
  }

  @Test
  void theKeySetIsPublicCacheableAndHoldsNothingPrivate() throws Exception {
    openssl("openssl genrsa -out key.pem 2048");
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(keyFile())) {
      RawHttp.Answer answer = gatekeeper.get("/.well-known/jwks.json");
      assertEquals("public, max-age=300", answer.header("cache-control"));
      assertEquals("application/json", answer.header("content-type"));
      JWKSet set = JWKSet.parse(answer.body());
      assertEquals(1, set.getKeys().size());
      assertFalse(set.getKeys().get(0).isPrivate());
      assertEquals(
          java.util.Set.of("kty", "n", "e", "kid", "alg", "use"),
          jwk(gatekeeper).fieldNames());
    }
  }

  @Test
  void aSharedSecretIsNotPublished() {
    try (TestGatekeeper gatekeeper = TestGatekeeper.start(Map.of())) {
      RawHttp.Answer answer = gatekeeper.get("/.well-known/jwks.json");
      assertEquals(200, answer.status());
      assertEquals("{\"keys\":[]}", answer.body());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is encrypted; give it without a passphrase"
            + " | openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x -out key.pem",
        "is encrypted; give it without a passphrase"
            + " | openssl genrsa -traditional -aes256 -passout pass:secret -out key.pem 2048",
        "is none of P-256, Ed25519 and RSA"
            + " | openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem",
        "is none of P-256, Ed25519 and RSA"
            + " | openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out key.pem",
        "is none of P-256, Ed25519 and RSA | openssl genpkey -algorithm X25519 -out key.pem",
        "is none of P-256, Ed25519 and RSA | openssl genpkey -algorithm Ed448 -out key.pem",
        "has 1024 bits; RSA keys have 2048 to 8192 | openssl genrsa -out key.pem 1024",
      })
  void aKeyThatWeDoNotSignWithEndsTheStart(String reason, String command) throws Exception {
    openssl(command);
    assertRefused("SIGNING_KEY_FILE: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "holds no private key in PEM (BEGIN PRIVATE KEY) | hello",
        "is a damaged PEM file | -----BEGIN PRIVATE KEY-----\\n!!!!\\n-----END PRIVATE KEY-----",
        "is a damaged PEM file | -----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----",
        "is a damaged PEM file | -----BEGIN EC PRIVATE KEY-----\\nAAAA\\n-----END EC PRIVATE KEY-----",
      })
  void aFileThatIsNoKeyEndsTheStart(String reason, String text) throws Exception {
    Files.writeString(folder.resolve("key.pem"), text.replace("\\n", "\n"));
    assertRefused("SIGNING_KEY_FILE: " + reason);
  }

  @Test
  void aPublicKeyIsNoSigningKey() throws Exception {
    openssl("openssl genpkey -algorithm Ed25519 -out private.pem");
    openssl("openssl pkey -in private.pem -pubout -out key.pem");
    assertRefused("SIGNING_KEY_FILE: holds no private key in PEM (BEGIN PRIVATE KEY)");
  }

  @Test
  void neitherTheKeyNorTheSecretShowsInAnyText() throws Exception {
    openssl("openssl genpkey -algorithm Ed25519 -out key.pem");
    String pem = Files.readString(folder.resolve("key.pem"));
    String shown = GatekeeperConfig.from(TestGatekeeper.settings(keyFile())).toString();
    for (String line : pem.lines().toList()) {
      assertFalse(shown.contains(line), shown);
    }
    String secret = GatekeeperConfig.from(TestGatekeeper.settings(Map.of())).toString();
    assertFalse(secret.contains(TestGatekeeper.AUTH_SECRET), secret);
    assertFalse(secret.contains(IdentityTokens.SECRET), secret);
  }

  private Map<String, String> keyFile() {
    Map<String, String> changes = new HashMap<>();
    changes.put("AUTH_SECRET", "");
    changes.put("SIGNING_KEY_FILE", folder.resolve("key.pem").toString());
    return changes;
  }

  private void assertRefused(String message) {
    SettingException refused = Assertions.assertThrows(
        SettingException.class, () -> GatekeeperConfig.from(TestGatekeeper.settings(keyFile())));
    assertEquals(message, refused.getMessage());
  }

  private void openssl(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command.split(" ", -1))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }

  private static JsonObject jwk(TestGatekeeper gatekeeper) {
    return gatekeeper.get("/.well-known/jwks.json").json().getJsonArray("keys").getJsonObject(0);
  }

  private static boolean verifies(SignedJWT token, JsonObject jwk) throws Exception {
    com.nimbusds.jose.jwk.JWK key = com.nimbusds.jose.jwk.JWK.parse(jwk.encode());
    return switch (jwk.getString("kty")) {
      case "EC" -> token.verify(new ECDSAVerifier(key.toECKey()));
      case "RSA" -> token.verify(new RSASSAVerifier(key.toRSAKey()));
      default -> ed25519(token, jwk);
    };
  }

  /** With the JDK, as the other library needs a third one for this curve. RFC 8410, section 4: the prefix of such a key. */
  private static boolean ed25519(SignedJWT token, JsonObject jwk) throws Exception {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] x = Base64.getUrlDecoder().decode(jwk.getString("x"));
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + x.length);
    System.arraycopy(x, 0, encoded, prefix.length, x.length);
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    verifier.update(token.getSigningInput());
    return verifier.verify(token.getSignature().decode());
  }

  private static boolean ourProxyTakes(TestGatekeeper gatekeeper, SignedJWT token, JsonObject jwk) {
    TokenVerifier verifier = new TokenVerifier(
        KeySource.publicKey(gatekeeper.vertx(), PublicJwk.fromJson(jwk)),
        new TokenRules("shapegate", "shapegate-proxy", Duration.ofHours(1)),
        Clock.systemUTC());
    return TestGatekeeper.await(verifier.verify(token.serialize())) instanceof Verified;
  }
}
