package io.shapegate.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Private keys that live as long as one run. */
final class SigningKeys {
  private static final int RSA_BITS = 2_048;

  private SigningKeys() {}

  /** PKCS#8 in PEM, of the kind that the algorithm signs with. */
  static String privatePem(String algorithm) {
    try {
      return pem(pair(algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair pair(String algorithm) throws GeneralSecurityException {
    return generator(algorithm).generateKeyPair();
  }

  /** The private half, as PKCS#8. */
  static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(
        switch (algorithm) {
          case "ES256" -> "EC";
          case "RS256" -> "RSA";
          default -> "Ed25519";
        });
    if (algorithm.equals("ES256")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else if (algorithm.equals("RS256")) {
      generator.initialize(RSA_BITS);
    }
    return generator;
  }
}
