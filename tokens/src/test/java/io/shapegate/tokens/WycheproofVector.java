package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A vector of Project Wycheproof's. Its payload is no JSON, so it is carried over to a payload of ours: where its signature is
 * right we sign anew, and what is wrong with it stays as wrong: odd characters stand where they stood, a signature of RSA
 * keeps its padding around the new digest, and any other stays as it is.
 *
 * @param keys as the group has them, the private parts included
 */
record WycheproofVector(
    String name, boolean isValid, String jws, List<JsonObject> keys, List<JsonObject> publicKeys) {
  @Override
  public String toString() {
    return name;
  }

  static final String PAYLOAD = Minted.part("{\"sub\":\"alicia\",\"exp\":99999999999}");

  /** The same bytes with a bit set that encodes nothing. */
  private static final String UNUSED_BITS = PAYLOAD.substring(0, PAYLOAD.length() - 1)
      + (char) (PAYLOAD.charAt(PAYLOAD.length() - 1) + 1);

  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_-]");

  static Stream<WycheproofVector> of(String file) {
    JsonObject document = read(file + "_test.json");
    return document.getJsonArray("testGroups").stream()
        .map(JsonObject.class::cast)
        .flatMap(group -> group.getJsonArray("tests").stream()
            .map(JsonObject.class::cast)
            .map(test -> new WycheproofVector(
                file + " " + test.getInteger("tcId") + " " + test.getString("comment"),
                test.getString("result").equals("valid"),
                String.valueOf(test.getValue("jws")),
                keys(group.getJsonObject("private")),
                keys(group.getJsonObject("public", group.getJsonObject("private"))))));
  }

  private static List<JsonObject> keys(JsonObject key) {
    JsonArray set = key.getJsonArray("keys", new JsonArray().add(key));
    return set.stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject read(String resource) {
    try (InputStream in = WycheproofVector.class.getResourceAsStream("wycheproof/" + resource)) {
      return new JsonObject(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonObject key() {
    return keys.get(0);
  }

  /** A text secret of the same length for a secret of any bytes, as our settings have texts only. */
  String secret() {
    return "k".repeat(bytes(key().getString("k")).length);
  }

  /** The same with our payload; the vector itself where it does not have three parts. */
  String carriedOver() throws GeneralSecurityException {
    String[] parts = jws.split("\\.", -1);
    if (parts.length != 3) {
      return jws;
    }
    String payload = decorated(parts[1], isCanonical(plain(parts[1])) ? PAYLOAD : UNUSED_BITS);
    String before = parts[0] + "." + parts[1];
    String after = parts[0] + "." + payload;
    String signature = signature(plain(parts[2]), before, after);
    return after + "." + decorated(parts[2], signature);
  }

  private String signature(String signature, String before, String after)
      throws GeneralSecurityException {
    byte[] bytes = bytes(signature);
    return switch (key().getString("kty")) {
      case "oct" -> hmac(signature, before, after);
      case "RSA" -> key().containsKey("n") ? Minted.part(rsa(bytes, before, after)) : signature;
      default -> Minted.part(elliptic(bytes, before, after));
    };
  }

  /** A signature over the text as it stands, or over the text without its odd characters, is one over ours. */
  private String hmac(String signature, String before, String after)
      throws GeneralSecurityException {
    byte[] secret = bytes(key().getString("k"));
    String algorithm = key().getString("alg").replace("HS", "HmacSHA");
    if (secret.length == 0 || !algorithm.startsWith("HmacSHA")) {
      return signature;
    }
    if (signature.equals(mac(algorithm, secret, before))) {
      return mac(algorithm, secret().getBytes(UTF_8), after);
    }
    return signature.equals(mac(algorithm, secret, dotted(before)))
        ? mac(algorithm, secret().getBytes(UTF_8), dotted(after))
        : signature;
  }

  private byte[] rsa(byte[] signature, String before, String after)
      throws GeneralSecurityException {
    BigInteger n = number("n");
    byte[] padded = fixed(new BigInteger(1, signature).modPow(number("e"), n), size(n));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(before.getBytes(ISO_8859_1));
    int at = new String(padded, ISO_8859_1).indexOf(new String(digest, ISO_8859_1));
    if (at >= 0) {
      byte[] other = MessageDigest.getInstance("SHA-256").digest(after.getBytes(ISO_8859_1));
      System.arraycopy(other, 0, padded, at, other.length);
      return fixed(new BigInteger(1, padded).modPow(number("d"), n), size(n));
    }
    if ("PS256".equals(key().getString("alg")) && isValid) {
      return signed(Algorithm.PS256, rsaKey(), after);
    }
    return signature;
  }

  private byte[] elliptic(byte[] signature, String before, String after)
      throws GeneralSecurityException {
    if (!key().getString("crv").equals("P-256") || signature.length != 64) {
      return signature;
    }
    Signature verifier = Minted.signature(Algorithm.ES256);
    try {
      verifier.initVerify(ellipticPublic());
      verifier.update(before.getBytes(ISO_8859_1));
      if (!verifier.verify(signature)) {
        return signature;
      }
    } catch (GeneralSecurityException e) {
      return signature;
    }
    return signed(Algorithm.ES256, ellipticKey(), after);
  }

  private static byte[] signed(Algorithm algorithm, PrivateKey key, String input)
      throws GeneralSecurityException {
    Signature signer = Minted.signature(algorithm);
    signer.initSign(key);
    signer.update(input.getBytes(ISO_8859_1));
    return signer.sign();
  }

  private PrivateKey rsaKey() throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new RSAPrivateKeySpec(number("n"), number("d")));
  }

  private PrivateKey ellipticKey() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number("d"), p256()));
  }

  private PublicKey ellipticPublic() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(number("x"), number("y")), p256()));
  }

  private static ECParameterSpec p256() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  private static String mac(String algorithm, byte[] secret, String input)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret, algorithm));
    return Minted.part(mac.doFinal(input.getBytes(ISO_8859_1)));
  }

  /** The other text, with the foreign characters of this one at the same places. */
  private static String decorated(String odd, String text) {
    Map<Integer, String> foreign = new TreeMap<>();
    FOREIGN.matcher(odd).results().forEach(found -> foreign.put(found.start(), found.group()));
    StringBuilder decorated = new StringBuilder(text);
    boolean trails = odd.endsWith("=");
    foreign.forEach((at, character) -> decorated.insert(
        trails ? decorated.length() : Math.min(at, decorated.length()), character));
    return decorated.toString();
  }

  private static boolean isCanonical(String base64) {
    return Minted.part(bytes(base64)).equals(base64);
  }

  private static String plain(String text) {
    return FOREIGN.matcher(text).replaceAll("");
  }

  private static String dotted(String text) {
    return text.replaceAll("[^A-Za-z0-9_.-]", "");
  }

  private BigInteger number(String name) {
    return new BigInteger(1, bytes(key().getString(name)));
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static int size(BigInteger n) {
    return (n.bitLength() + 7) / 8;
  }

  private static byte[] fixed(BigInteger number, int size) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[size];
    int count = Math.min(bytes.length, size);
    System.arraycopy(bytes, bytes.length - count, fixed, size - count, count);
    return Arrays.copyOf(fixed, size);
  }
}
