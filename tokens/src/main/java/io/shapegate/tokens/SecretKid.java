package io.shapegate.tokens;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Names a shared secret without telling it: the first 8 bytes of its HMAC-SHA-256 over a fixed text. */
public final class SecretKid {
  private static final int BYTES = 8;

  private SecretKid() {}

  public static String of(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] name = mac.doFinal("shapegate kid".getBytes(StandardCharsets.UTF_8));
      return Base64Url.encode(Arrays.copyOf(name, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
