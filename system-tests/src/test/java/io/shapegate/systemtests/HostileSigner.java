package io.shapegate.systemtests;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs in every way that {@code attack-tokens.txt} names, with the JDK alone. */
final class HostileSigner {
  private static final int HALF = 32;
  private static final String P1363 = "SHA256withECDSAinP1363Format";

  final KeyPair key = pair("EC");
  private final KeyPair foreign = pair("EC");
  private final KeyPair rsa = pair("RSA");
  private final KeyPair ed25519 = pair("Ed25519");
  private final BigInteger order = ((ECPublicKey) key.getPublic()).getParams().getOrder();

  String sign(String way, String input) throws GeneralSecurityException {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return ShapeTokens.encode(
        switch (way) {
          case "secret" -> hmac("HmacSHA256", ShapeTokens.SECRET, bytes);
          case "secret384" -> hmac("HmacSHA384", ShapeTokens.SECRET, bytes);
          case "secret512" -> hmac("HmacSHA512", ShapeTokens.SECRET, bytes);
          case "hs256-pem" -> hmac("HmacSHA256", pem(), bytes);
          case "hs256-jwk" -> hmac("HmacSHA256", jwk(key), bytes);
          case "hs256-x" -> hmac("HmacSHA256", coordinate(key, true), bytes);
          case "hs256-empty" -> hmac("HmacSHA256", "\0", bytes);
          case "hs256-other" -> hmac("HmacSHA256", ShapeTokens.SECRET + "x", bytes);
          case "key" -> withS(elliptic(key, bytes), true);
          case "key-high" -> withS(elliptic(key, bytes), false);
          case "key-der" -> asymmetric("SHA256withECDSA", key.getPrivate(), bytes);
          case "foreign" -> withS(elliptic(foreign, bytes), true);
          case "rsa" -> asymmetric("SHA256withRSA", rsa.getPrivate(), bytes);
          case "ed25519" -> asymmetric("Ed25519", ed25519.getPrivate(), bytes);
          default -> constant(way);
        });
  }

  /** Signatures that do not depend on what is signed. */
  private byte[] constant(String way) throws GeneralSecurityException {
    byte[] good = withS(elliptic(key, new byte[] {1}), true);
    byte[] zero = new byte[HALF];
    byte[] whole = Arrays.copyOfRange(order.toByteArray(), 1, 1 + HALF);
    byte[] r = Arrays.copyOf(good, HALF);
    byte[] s = Arrays.copyOfRange(good, HALF, 2 * HALF);
    byte[] ones = new byte[2 * HALF];
    Arrays.fill(ones, (byte) 0xff);
    return Objects.requireNonNull(Map.of(
            "none",
            new byte[0],
            "zeros",
            new byte[2 * HALF],
            "ones",
            ones,
            "short",
            r,
            "long",
            Arrays.copyOf(good, 2 * HALF + 1),
            "r-zero",
            joined(zero, s),
            "s-zero",
            joined(r, zero),
            "r-order",
            joined(whole, s),
            "s-order",
            joined(r, whole),
            "of-another",
            good)
        .get(way));
  }

  String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(key.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  String jwk() {
    return jwk(key);
  }

  String foreignJwk() {
    return jwk(foreign);
  }

  private static String jwk(KeyPair pair) {
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + coordinate(pair, true) + "\",\"y\":\""
        + coordinate(pair, false) + "\"}";
  }

  private static String coordinate(KeyPair pair, boolean x) {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    return ShapeTokens.encode(fixed(x ? point.getAffineX() : point.getAffineY()));
  }

  private static KeyPair pair(String type) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      if (type.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else if (type.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(String algorithm, String secret, byte[] input)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(input);
  }

  private static byte[] asymmetric(String algorithm, PrivateKey key, byte[] input)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(input);
    return signature.sign();
  }

  private static byte[] elliptic(KeyPair pair, byte[] input) throws GeneralSecurityException {
    return asymmetric(P1363, pair.getPrivate(), input);
  }

  /** Both s and order - s are valid; a gatekeeper writes the smaller one. */
  private byte[] withS(byte[] signature, boolean smaller) {
    BigInteger s = new BigInteger(1, signature, HALF, HALF);
    boolean isSmaller = s.compareTo(order.shiftRight(1)) <= 0;
    return isSmaller == smaller
        ? signature
        : joined(Arrays.copyOf(signature, HALF), fixed(order.subtract(s)));
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[HALF];
    int count = Math.min(bytes.length, HALF);
    System.arraycopy(bytes, bytes.length - count, fixed, HALF - count, count);
    return fixed;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
