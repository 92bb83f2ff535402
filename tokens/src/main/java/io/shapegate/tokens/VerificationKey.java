package io.shapegate.tokens;

import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key with the one algorithm that it verifies. Verification locks, so every event loop has keys of its own.
 */
public final class VerificationKey {
  private static final int MIN_SECRET_BYTES = 32;
  private static final int HS256_SIGNATURE_BYTES = 32;

  private final @Nullable String kid;
  private final Algorithm algorithm;
  private final int signatureBytes;
  private final JWTAuth library;

  private VerificationKey(
      @Nullable String kid,
      Algorithm algorithm,
      int signatureBytes,
      Vertx vertx,
      JWTAuthOptions options) {
    this.kid = kid;
    this.algorithm = algorithm;
    this.signatureBytes = signatureBytes;
    this.library =
        JWTAuth.create(vertx, options.setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
  }

  static VerificationKey of(Vertx vertx, PublicJwk jwk) {
    return usable(new VerificationKey(
        jwk.kid(),
        jwk.algorithm(),
        jwk.signatureBytes(),
        vertx,
        new JWTAuthOptions().addJwk(jwk.json().copy())));
  }

  static VerificationKey of(Vertx vertx, String secret) {
    return secret(vertx, secret, SecretKid.of(secret));
  }

  /** Any {@code kid} finds it. */
  static VerificationKey unnamed(Vertx vertx, String secret) {
    return secret(vertx, secret, null);
  }

  private static VerificationKey secret(Vertx vertx, String secret, @Nullable String kid) {
    if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
      throw new UnusableKeyException("is shorter than " + MIN_SECRET_BYTES + " bytes");
    }
    PubSecKeyOptions key =
        new PubSecKeyOptions().setAlgorithm(Algorithm.HS256.toString()).setBuffer(secret);
    return usable(new VerificationKey(
        kid,
        Algorithm.HS256,
        HS256_SIGNATURE_BYTES,
        vertx,
        new JWTAuthOptions().addPubSecKey(key)));
  }

  Optional<String> kid() {
    return Optional.ofNullable(kid);
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /**
   * Whether the signature is this key's; what the token says, its times included, is not judged. The token has passed
   * {@link CompactToken}, its claims have passed {@link TokenRules}, and it names this key's algorithm. The library would
   * fill a short RSA signature up with zeros, so that one that ends in a zero had two forms.
   */
  boolean signed(CompactToken token) {
    return token.signature().length == signatureBytes
        && library.authenticate(new TokenCredentials(token.text())).succeeded();
  }

  /** Without a usable key the library would accept unsigned tokens, so we ask it about one. */
  private static VerificationKey usable(VerificationKey key) {
    String unsigned = Base64Url.encode("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
        + Base64Url.encode("{}".getBytes(StandardCharsets.UTF_8));
    if (key.library.authenticate(new TokenCredentials(unsigned)).succeeded()) {
      throw new UnusableKeyException("is not understood by the cryptography library");
    }
    return key;
  }
}
