package io.shapegate.benchmarks;

import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.TableName;
import io.shapegate.tokens.Base64Url;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.SecretKid;
import io.shapegate.tokens.SignatureForm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Shape tokens as a gatekeeper signs them, each for another user. */
final class ShapeTokens {
  private static final long TTL_SECONDS = 3_600;

  private final JWTAuth library;
  private final String algorithm;
  private final Map<String, String> settings;
  private int signed;

  private ShapeTokens(
      Vertx vertx, String algorithm, String material, String kid, Map<String, String> settings) {
    this.library = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions()
                .setAlgorithm(algorithm)
                .setBuffer(material)
                .setId(kid)));
    this.algorithm = algorithm;
    this.settings = settings;
  }

  static ShapeTokens hs256(Vertx vertx) {
    String secret = Secrets.random();
    return new ShapeTokens(
        vertx, "HS256", secret, SecretKid.of(secret), Map.of("AUTH_SECRET", secret));
  }

  static ShapeTokens es256(Vertx vertx) {
    try {
      KeyPair pair = SigningKeys.pair("ES256");
      String kid = Objects.requireNonNull(PublicJwk.of(pair.getPublic()).kid());
      String pem = "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
      return new ShapeTokens(
          vertx, "ES256", SigningKeys.pem(pair), kid, Map.of("AUTH_PUBLIC_KEY", pem));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a proxy is told to verify them. */
  Map<String, String> settings() {
    return settings;
  }

  List<String> next(int count) {
    return Stream.generate(this::next).limit(count).toList();
  }

  String next() {
    return of("items");
  }

  /** For another table. */
  String of(String table) {
    long now = System.currentTimeMillis() / 1000;
    JsonObject claims = new JsonObject()
        .put("iss", "shapegate")
        .put("aud", "shapegate-proxy")
        .put("sub", "user-" + ++signed)
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + TTL_SECONDS)
        .put("jti", UUID.randomUUID().toString())
        .put("shape", new ShapeClaim(Samples.granted(TableName.parse(table)), true).toJson());
    String token = library.generateToken(
        claims, new JWTOptions().setAlgorithm(algorithm).setNoTimestamp(true));
    return algorithm.equals("ES256") ? withSmallerS(token) : token;
  }

  private static String withSmallerS(String token) {
    int end = token.lastIndexOf('.') + 1;
    byte[] signature = Base64Url.decode(token.substring(end)).orElseThrow();
    return token.substring(0, end) + Base64Url.encode(SignatureForm.withSmallerS(signature));
  }
}
