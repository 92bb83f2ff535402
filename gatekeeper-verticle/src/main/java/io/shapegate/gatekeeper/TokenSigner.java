package io.shapegate.gatekeeper;

import io.shapegate.tokens.Algorithm;
import io.shapegate.tokens.Base64Url;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.SignatureForm;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.UnusableKeyException;
import io.shapegate.tokens.Verdict.Verified;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;

/** Signs tokens, in the one form that our verifier takes. Made for one event loop, as the library locks. */
final class TokenSigner {
  private static final long TEST_SECONDS = 60;

  private final SigningKey key;
  private final JWTAuth library;
  private final JWTOptions options;

  TokenSigner(Vertx vertx, SigningKey key) {
    this.key = key;
    this.library = JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key.forSigning()));
    this.options = new JWTOptions().setAlgorithm(key.algorithm().toString()).setNoTimestamp(true);
  }

  String sign(JsonObject claims) {
    String token = library.generateToken(claims, options);
    return key.algorithm() == Algorithm.ES256 ? withSmallerS(token) : token;
  }

  /** Signs and verifies once; fails with an {@link UnusableKeyException} where that does not fit together. */
  Future<Void> test(Vertx vertx) {
    KeySource keys = key.publicJwk()
        .map(jwk -> KeySource.publicKey(vertx, jwk))
        .orElseGet(() -> KeySource.secret(vertx, key.material()));
    Clock clock = Clock.systemUTC();
    JsonObject claims =
        new JsonObject().put("sub", "test").put("exp", clock.millis() / 1000 + TEST_SECONDS);
    return Future.<Void>succeededFuture()
        .compose(start ->
            new TokenVerifier(keys, new TokenRules(null, null, null), clock).verify(sign(claims)))
        .otherwise(failure -> null)
        .compose(verdict -> verdict instanceof Verified
            ? Future.succeededFuture()
            : Future.failedFuture(
                new UnusableKeyException("signs nothing that its public key verifies")));
  }

  private static String withSmallerS(String token) {
    int end = token.lastIndexOf('.') + 1;
    byte[] signature = Base64Url.decode(token.substring(end)).orElseThrow();
    return token.substring(0, end) + Base64Url.encode(SignatureForm.withSmallerS(signature));
  }
}
