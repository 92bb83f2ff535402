package io.shapegate.proxy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Mints shape tokens with a JOSE implementation that is not ours. */
final class Tokens {
  static final String SECRET = "8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2iOqZ9-test";

  private Tokens() {}

  /** {@code items} where {@code org_id = $1}, {@code $1} is {@code a}, columns {@code id,title}. */
  static JsonObject restrictedShape() {
    return new JsonObject()
        .put("namespace", null)
        .put("table", "items")
        .put("where", "org_id = $1")
        .put("columns", "id,title")
        .put("params", new JsonObject().put("1", "a"))
        .put("queryable_columns", null)
        .put("replica", null)
        .put("subsets", true);
  }

  /** All of {@code items}. */
  static JsonObject wholeTable() {
    return restrictedShape().putNull("where").putNull("columns").put("params", new JsonObject());
  }

  static JsonObject claims(JsonObject shape) {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", "shapegate")
        .put("aud", "shapegate-proxy")
        .put("sub", "alice")
        .put("jti", "j-1")
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + 600)
        .put("shape", shape);
  }

  static String of(JsonObject shape) {
    return signed(claims(shape));
  }

  static String with(UnaryOperator<JsonObject> change) {
    return signed(change.apply(claims(wholeTable())));
  }

  static String signed(JsonObject claims) {
    return signed(new JWSHeader(JWSAlgorithm.HS256), claims.encode(), SECRET);
  }

  static String signed(JWSHeader header, String payload, String secret) {
    try {
      JWSObject token = new JWSObject(header, new Payload(payload));
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
