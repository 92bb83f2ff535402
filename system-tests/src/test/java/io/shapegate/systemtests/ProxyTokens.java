package io.shapegate.systemtests;

import io.shapegate.tokens.SecretKid;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens that {@code other-proxies.txt} names, with the header that the gatekeeper writes. */
final class ProxyTokens {
  private static final long TEN_MINUTES = 600;
  private static final long TWO_DAYS = 172_800;

  private final Map<String, String> byName = new LinkedHashMap<>();
  private final long now = Instant.now().getEpochSecond();

  ProxyTokens() {
    add("good", good());
    add("whole", shape("items"));
    add("bare", good().put("subsets", false));
    add("nine", numbered(9));
    add("ten", numbered(10));
    add(
        "pinned",
        shape("items")
            .put("columns", "id,title")
            .put("queryable_columns", "id")
            .put("replica", "full"));
    add("schema", shape("\"Mixed\"").put("namespace", "other"));
    add("braces", good("{env.ELECTRIC_SECRET}").putNull("columns"));
    addRefused();
  }

  /** By name. */
  Map<String, String> all() {
    return byName;
  }

  String good(String algorithm, HostileSigner signer) throws GeneralSecurityException {
    String input = ShapeTokens.encode(header(algorithm, TokenAttackIT.KID)) + "."
        + ShapeTokens.encode(claims(good()).encode());
    return input + "." + signer.sign("key", input);
  }

  /** As the gatekeeper writes it. */
  static String header(String algorithm, String kid) {
    return "{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\"}";
  }

  private void addRefused() {
    addWith("expired", "exp", now - 1);
    addWith("not-yet", "nbf", now + TEN_MINUTES / 2);
    addWith("other-issuer", "iss", "somebody");
    addWith("other-audience", "aud", "shapegate");
    addWith("no-expiry", "exp", null);
    addWith("no-jti", "jti", null);
    addWith("no-iat", "iat", null);
    addWith("no-nbf", "nbf", null);
    addWith("no-subject", "sub", null);
    addWith("two-days", "exp", now + TWO_DAYS);
    addWith("no-shape", "shape", null);
    byName.put("other-secret", signed(claims(good()), ShapeTokens.SECRET + "x"));
    byName.put(
        "other-signature",
        byName.get("good").replaceAll("[^.]+$", "") + byName.get("whole").replaceAll("^.*\\.", ""));
  }

  private static JsonObject good() {
    return good("a&b={%}?#+").put("columns", "id,title");
  }

  private static JsonObject good(String value) {
    return shape("items").put("where", "name = $1").put("params", new JsonObject().put("1", value));
  }

  private static JsonObject shape(String table) {
    return new JsonObject()
        .putNull("namespace")
        .put("table", table)
        .putNull("where")
        .putNull("columns")
        .put("params", new JsonObject())
        .putNull("queryable_columns")
        .putNull("replica")
        .put("subsets", true);
  }

  private static JsonObject numbered(int count) {
    JsonObject params = new JsonObject();
    StringBuilder where = new StringBuilder("n IN (");
    for (int n = 1; n <= count; n++) {
      params.put(String.valueOf(n), String.valueOf(n));
      where.append(n == 1 ? "$" : ",$").append(n);
    }
    return shape("items").put("where", where.append(')').toString()).put("params", params);
  }

  private JsonObject claims(JsonObject shape) {
    return new JsonObject()
        .put("iss", "shapegate")
        .put("aud", "shapegate-proxy")
        .put("sub", "alice")
        .put("jti", "j-1")
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + TEN_MINUTES)
        .put("shape", shape);
  }

  private void add(String name, JsonObject shape) {
    byName.put(name, signed(claims(shape), ShapeTokens.SECRET));
  }

  /** A null takes the claim away. */
  private void addWith(String name, String claim, @Nullable Object value) {
    JsonObject claims = claims(good());
    if (value == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }
    byName.put(name, signed(claims, ShapeTokens.SECRET));
  }

  private static String signed(JsonObject claims, String secret) {
    String header = header("HS256", SecretKid.of(ShapeTokens.SECRET));
    return ShapeTokens.hmac("HmacSHA256", header, claims.encode(), secret);
  }
}
