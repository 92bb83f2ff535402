package io.shapegate.localstack;

import io.shapegate.launcher.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;

/** Somebody to try the sample rules as. */
record DemoUser(String name, String description, List<String> roles) {
  static final List<DemoUser> ALL = List.of(
      new DemoUser("alice", "member of Acme", List.of("member")),
      new DemoUser("bob", "manager at Globex", List.of("member", "manager")),
      new DemoUser("carol", "administrator", List.of("administrator")));
  static final String ISSUER = "local-stack";
  static final String AUDIENCE = "local-stack";
  private static final int HOURS_24 = 86_400;

  /** What the application's sign-in would give this user: a token for the gatekeeper, good for 24 h. */
  String identityToken(Vertx vertx, Secret secret) {
    JWTAuth signer = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret.value())));
    return signer.generateToken(
        new JsonObject().put("roles", new JsonArray(roles)),
        new JWTOptions()
            .setSubject(name)
            .setIssuer(ISSUER)
            .setAudience(List.of(AUDIENCE))
            .setExpiresInSeconds(HOURS_24));
  }
}
