package io.shapegate.gatekeeper;

import io.shapegate.launcher.Secret;
import io.shapegate.tokens.Algorithm;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.SecretKid;
import io.shapegate.tokens.UnusableKeyException;
import io.vertx.ext.auth.PubSecKeyOptions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What shape tokens are signed with: a shared secret (HS256), or a private key (P-256: ES256, Ed25519: EdDSA, RSA of at
 * least 2,048 bits: RS256) whose public half may be shown to anybody.
 */
public final class SigningKey {
  private final Algorithm algorithm;
  private final String kid;
  private final String material;
  private final @Nullable PublicJwk publicJwk;

  private SigningKey(
      Algorithm algorithm, String kid, String material, @Nullable PublicJwk publicJwk) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.material = material;
    this.publicJwk = publicJwk;
  }

  /** A secret that the proxies share. */
  public static SigningKey secret(Secret secret) {
    return new SigningKey(Algorithm.HS256, SecretKid.of(secret.value()), secret.value(), null);
  }

  /** A private key with the public key that belongs to it; an {@link UnusableKeyException} for any other kind or size. */
  public static SigningKey pair(KeyPair pair) {
    PublicJwk jwk = PublicJwk.of(pair.getPublic());
    String pem = "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
    return new SigningKey(jwk.algorithm(), Optional.ofNullable(jwk.kid()).orElseThrow(), pem, jwk);
  }

  /** A new ES256 key, which is gone with this process. */
  public static SigningKey fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return pair(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What verifies the tokens; empty for a shared secret, which nobody else may see. */
  public Optional<PublicJwk> publicJwk() {
    return Optional.ofNullable(publicJwk);
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /** The secret itself, or the private key as PKCS#8 in PEM. */
  String material() {
    return material;
  }

  PubSecKeyOptions forSigning() {
    return new PubSecKeyOptions()
        .setAlgorithm(algorithm.toString())
        .setBuffer(material)
        .setId(kid);
  }

  @Override
  public String toString() {
    return algorithm + " key " + kid;
  }
}
