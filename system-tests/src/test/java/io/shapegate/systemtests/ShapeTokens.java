package io.shapegate.systemtests;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shape tokens from the JDK alone, so that nothing of ours checks itself. */
final class ShapeTokens {
  static final String SECRET = "8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2iOqZ9-test";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private ShapeTokens() {}

  static String encode(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }

  static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The claims of a good token for a subject of its own, with this JSON for the shape. */
  static String claims(String shape) {
    return claims(shape, Instant.now().plusSeconds(600));
  }

  private static String claims(String shape, Instant end) {
    long now = Instant.now().getEpochSecond();
    String id = UUID.randomUUID().toString();
    return "{\"iss\":\"shapegate\",\"aud\":\"shapegate-proxy\",\"sub\":\"user-" + id
        + "\",\"jti\":\"" + id
        + "\",\"iat\":" + now + ",\"nbf\":" + now + ",\"exp\":" + end.getEpochSecond()
        + ",\"shape\":"
        + shape
        + "}";
  }

  /** A good token for the shape. */
  static String of(String shape) {
    return signed(claims(shape));
  }

  /** The same until then, which is counted in whole seconds. */
  static String of(String shape, Instant end) {
    return signed(claims(shape, end));
  }

  private static String signed(String claims) {
    return hmac("HmacSHA256", "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, SECRET);
  }

  static String hmac(String algorithm, String header, String payload, String secret) {
    String input = encode(header) + "." + encode(payload);
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return input + "." + encode(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
