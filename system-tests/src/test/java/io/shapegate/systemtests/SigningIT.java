package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a local stack is told to sign with, its own proxy verifies. */
class SigningIT {
  @Test
  void aSharedSecretSignsAndVerifies() throws Exception {
    assertSigns("HS256", Map.of("AUTH_SECRET", "tQ9wLr4ZxVb7Kc2NmHs6Yd1GfJp8Ea3U"));
  }

  @Test
  void aKeyOfTheUsersOwnSignsAndVerifies() throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Path file = Files.writeString(
        Path.of("target", "signing-key.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");

    assertSigns("EdDSA", Map.of("SIGNING_KEY_FILE", file.toString()));
  }

  private static void assertSigns(String algorithm, Map<String, String> settings) throws Exception {
    try (LocalStackProcess stack = LocalStackProcess.start(settings).awaitReady()) {
      String token = Cluster.tokenFrom(Http.post(stack.url("/gatekeeper/items"), "", ""));

      assertTrue(header(token).contains("\"alg\":\"" + algorithm + "\""), header(token));
      assertEquals(
          200, Http.get(stack.url("/v1/shape?table=items&offset=-1"), token).statusCode());
    }
  }

  private static String header(String token) {
    byte[] json = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    return new String(json, StandardCharsets.UTF_8);
  }
}
