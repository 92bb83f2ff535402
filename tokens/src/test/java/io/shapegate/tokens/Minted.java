package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens and keys from the JDK alone, so that hostile forms can be written and nothing of ours checks itself. */
final class Minted {
  static final String SECRET = "8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2iOqZ9-test";

  private Minted() {}

  static String part(String text) {
    return part(text.getBytes(UTF_8));
  }

  static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Header and payload as they stand, with 32 bytes for a signature. */
  static String unsigned(String header, String payload) {
    return part(header) + "." + part(payload) + "." + part(new byte[32]);
  }

  static String hs256(String header, String payload) {
    String input = part(header) + "." + part(payload);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return input + "." + part(mac.doFinal(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(Algorithm algorithm, String header, String payload, PrivateKey key) {
    String input = part(header) + "." + part(payload);
    try {
      Signature signer = signature(algorithm);
      signer.initSign(key);
      signer.update(input.getBytes(UTF_8));
      return input + "." + part(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Signature signature(Algorithm algorithm) throws GeneralSecurityException {
    if (algorithm != Algorithm.PS256) {
      return Signature.getInstance(
          switch (algorithm) {
            case RS256 -> "SHA256withRSA";
            case ES256 -> "SHA256withECDSAinP1363Format";
            default -> "Ed25519";
          });
    }
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return pss;
  }

  static KeyPair rsa(int bits) {
    return pair("RSA", generator -> generator.initialize(bits));
  }

  static KeyPair elliptic(String curve) {
    return pair("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
  }

  static KeyPair edwards(String curve) {
    return pair(curve, generator -> {});
  }

  static KeyPair of(Algorithm algorithm) {
    return switch (algorithm) {
      case RS256, PS256 -> rsa(2048);
      case ES256 -> elliptic("secp256r1");
      default -> edwards("Ed25519");
    };
  }

  static String pem(KeyPair pair) {
    return pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  static String pem(String type, byte[] content) {
    return "-----BEGIN " + type + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END " + type + "-----\n";
  }

  private interface Setting {
    void on(KeyPairGenerator generator) throws GeneralSecurityException;
  }

  private static KeyPair pair(String type, Setting setting) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      setting.on(generator);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
