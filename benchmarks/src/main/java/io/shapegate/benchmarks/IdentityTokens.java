package io.shapegate.benchmarks;

import io.shapegate.tokens.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The application's identity provider: signs with a secret (HS256). */
record IdentityTokens(String secret) {
  String of(String user) {
    String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
        + '.'
        + encoded(Samples.identityClaims(user).encode());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return signed
          + '.'
          + Base64Url.encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "IdentityTokens[hidden]";
  }
}
