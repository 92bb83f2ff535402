package io.shapegate.tokens;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A public key as a JSON Web Key (RFC 7517), checked: RSA of 2,048 to 8,192 bits, the curve P-256, or Ed25519.
 *
 * @param algorithm the only one that this key verifies
 * @param json the public parameters with {@code kid} and {@code alg}, and nothing else
 */
public record PublicJwk(@Nullable String kid, Algorithm algorithm, JsonObject json) {
  private static final int MIN_RSA_BITS = 2_048;
  private static final int MAX_RSA_BITS = 8_192;
  /** What the JDK takes for keys of over 3,072 bits. */
  private static final int MAX_EXPONENT_BITS = 64;

  private static final int COORDINATE_BYTES = 32;
  private static final List<Algorithm> RSA_ALGORITHMS = List.of(Algorithm.RS256, Algorithm.PS256);

  /** Reads an entry of a key set; one that is for something else, or too weak, is an {@link UnusableKeyException}. */
  public static PublicJwk fromJson(JsonObject jwk) {
    if (!text(jwk, "use", "sig").equals("sig")) {
      throw new UnusableKeyException("is not for signatures");
    }
    if (jwk.containsKey("key_ops")
        && !(jwk.getValue("key_ops") instanceof JsonArray operations
            && operations.contains("verify"))) {
      throw new UnusableKeyException("is not for verifying");
    }
    return switch (text(jwk, "kty", "")) {
      case "RSA" -> rsa(jwk);
      case "EC" -> elliptic(jwk);
      case "OKP" -> edwards(jwk);
      default -> throw new UnusableKeyException("is neither an RSA, an EC nor an OKP key");
    };
  }

  /** Reads a PEM public key or certificate; its thumbprint (RFC 7638) becomes the {@code kid}. */
  public static PublicJwk fromPem(String pem) {
    try {
      return of(pem.contains("BEGIN CERTIFICATE") ? certified(pem) : plain(pem));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableKeyException("is not a PEM public key (BEGIN PUBLIC KEY) or certificate");
    }
  }

  /** The key with its thumbprint as {@code kid}. */
  public static PublicJwk of(PublicKey key) {
    JsonObject parameters = parameters(key);
    return fromJson(parameters.copy().put("kid", thumbprint(parameters)));
  }

  /** How long this key's signatures are. */
  int signatureBytes() {
    return RSA_ALGORITHMS.contains(algorithm)
        ? (modulus(json).bitLength() + 7) / 8
        : 2 * COORDINATE_BYTES;
  }

  private static JsonObject parameters(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return new JsonObject()
          .put("kty", "RSA")
          .put("n", Base64Url.encode(rsa.getModulus()))
          .put("e", Base64Url.encode(rsa.getPublicExponent()));
    }
    if (key instanceof ECPublicKey ec
        && ec.getParams().getCurve().getField().getFieldSize() == 8 * COORDINATE_BYTES) {
      return new JsonObject()
          .put("kty", "EC")
          .put("crv", "P-256")
          .put("x", Base64Url.encode(ec.getW().getAffineX(), COORDINATE_BYTES))
          .put("y", Base64Url.encode(ec.getW().getAffineY(), COORDINATE_BYTES));
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
      return new JsonObject()
          .put("kty", "OKP")
          .put("crv", "Ed25519")
          .put("x", Base64Url.encode(encoded(ed)));
    }
    throw new UnusableKeyException("is none of RSA, P-256 and Ed25519");
  }

  /** RFC 8032, section 5.1.2: the last 32 bytes of the key's X.509 form. */
  private static byte[] encoded(EdECPublicKey key) {
    byte[] x509 = key.getEncoded();
    return Arrays.copyOfRange(x509, x509.length - COORDINATE_BYTES, x509.length);
  }

  private static PublicJwk rsa(JsonObject jwk) {
    int bits = modulus(jwk).bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new UnusableKeyException(
          "has " + bits + " bits; RSA keys have " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
    }
    if (RocaWeakness.isIn(modulus(jwk))) {
      throw new UnusableKeyException("has primes that can be found (CVE-2017-15361)");
    }
    BigInteger exponent = new BigInteger(1, parameter(jwk, "e"));
    if (exponent.bitLength() < 2
        || exponent.bitLength() > MAX_EXPONENT_BITS
        || !exponent.testBit(0)) {
      throw new UnusableKeyException("has an exponent that is even, 1 or of over 64 bits");
    }
    Algorithm algorithm = Algorithm.named(text(jwk, "alg", "RS256"))
        .filter(RSA_ALGORITHMS::contains)
        .orElseThrow(
            () -> new UnusableKeyException("is for another algorithm than RS256 and PS256"));
    return of(jwk, algorithm, List.of("kty", "n", "e"));
  }

  private static BigInteger modulus(JsonObject jwk) {
    return new BigInteger(1, parameter(jwk, "n"));
  }

  private static PublicJwk elliptic(JsonObject jwk) {
    requireCurve(jwk, "P-256", Algorithm.ES256);
    BigInteger x = new BigInteger(1, coordinate(jwk, "x"));
    BigInteger y = new BigInteger(1, coordinate(jwk, "y"));
    if (!P256.contains(x, y)) {
      throw new UnusableKeyException("is no point of the curve P-256");
    }
    return of(jwk, Algorithm.ES256, List.of("kty", "crv", "x", "y"));
  }

  private static PublicJwk edwards(JsonObject jwk) {
    requireCurve(jwk, "Ed25519", Algorithm.EDDSA);
    if (!Ed25519.contains(coordinate(jwk, "x"))) {
      throw new UnusableKeyException("is no point of the curve Ed25519");
    }
    return of(jwk, Algorithm.EDDSA, List.of("kty", "crv", "x"));
  }

  private static void requireCurve(JsonObject jwk, String curve, Algorithm algorithm) {
    if (!text(jwk, "crv", "").equals(curve)
        || !text(jwk, "alg", algorithm.toString()).equals(algorithm.toString())) {
      throw new UnusableKeyException("is not for " + algorithm + " on " + curve);
    }
  }

  private static byte[] coordinate(JsonObject jwk, String name) {
    byte[] coordinate = parameter(jwk, name);
    if (coordinate.length != COORDINATE_BYTES) {
      throw new UnusableKeyException(
          "has a coordinate of another length than " + COORDINATE_BYTES + " bytes");
    }
    return coordinate;
  }

  private static PublicJwk of(JsonObject jwk, Algorithm algorithm, List<String> parameters) {
    JsonObject json = new JsonObject();
    parameters.forEach(name -> json.put(name, jwk.getString(name)));
    String kid = jwk.containsKey("kid") ? text(jwk, "kid", "") : null;
    if (kid != null) {
      json.put("kid", kid);
    }
    return new PublicJwk(kid, algorithm, json.put("alg", algorithm.toString()).put("use", "sig"));
  }

  private static byte[] parameter(JsonObject jwk, String name) {
    return Base64Url.decode(text(jwk, name, ""))
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(() -> new UnusableKeyException("has no base64url parameter " + name));
  }

  private static String text(JsonObject jwk, String name, String absent) {
    Object value = jwk.getValue(name, absent);
    if (value instanceof String text) {
      return text;
    }
    throw new UnusableKeyException("has a parameter " + name + " that is no text");
  }

  private static PublicKey certified(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
        .getPublicKey();
  }

  private static PublicKey plain(String pem) throws GeneralSecurityException {
    String base64 = pem.strip()
        .replace("-----BEGIN PUBLIC KEY-----", "")
        .replace("-----END PUBLIC KEY-----", "");
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    for (String type : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(type).generatePublic(encoded);
      } catch (InvalidKeySpecException e) {
        // Another type, perhaps.
      }
    }
    throw new GeneralSecurityException("no known type");
  }

  /** RFC 7638: SHA-256 over the required parameters in the order of their names. */
  private static String thumbprint(JsonObject parameters) {
    try {
      String canonical = new JsonObject(new TreeMap<>(parameters.getMap())).encode();
      return Base64Url.encode(
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
