package io.shapegate.demo;

import io.shapegate.launcher.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;

/**
 * Stands in for the application's own sign-in: makes identity tokens that the gatekeeper takes. Whoever holds the secret is
 * whoever they like to be.
 *
 * @param secret the gatekeeper's {@code IDENTITY_SECRET}
 */
public record DemoIdentity(Secret secret, String issuer, String audience) {
  /** How long a token is good for. */
  public static final int SECONDS = 86_400;

  /** What the application's sign-in would give this user: a token for the gatekeeper, good for 24 h. */
  public String token(Vertx vertx, DemoUser user) {
    return signer(vertx)
        .generateToken(
            new JsonObject().put("roles", new JsonArray(user.roles())),
            new JWTOptions()
                .setSubject(user.name())
                .setIssuer(issuer)
                .setAudience(List.of(audience))
                .setExpiresInSeconds(SECONDS));
  }

  private JWTAuth signer(Vertx vertx) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret.value())));
  }
}
