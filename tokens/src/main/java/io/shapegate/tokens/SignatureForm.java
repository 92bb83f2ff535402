package io.shapegate.tokens;

import java.math.BigInteger;
import java.util.Arrays;

/** The form that a signature must have before any key is tried. */
public final class SignatureForm {
  private static final int HALF = 32;
  private static final int ED25519_LENGTH = 64;
  private static final int HS256_LENGTH = 32;
  private static final int MIN_RSA_LENGTH = 256;

  private static final BigInteger ORDER = P256.ORDER;

  private SignatureForm() {}

  /** The right length, and for ECDSA two numbers from 1 to the curve's order (RFC 7518, section 3.4). */
  static boolean holds(Algorithm algorithm, byte[] signature) {
    return switch (algorithm) {
      case HS256 -> signature.length == HS256_LENGTH;
      case RS256, PS256 -> signature.length >= MIN_RSA_LENGTH;
      case EDDSA -> signature.length == ED25519_LENGTH;
      case ES256 -> signature.length == 2 * HALF && inRange(r(signature)) && inRange(s(signature));
    };
  }

  /**
   * Whether nobody could have written another valid signature from this one without the key: for ECDSA, (r, s) and (r,
   * order - s) are both valid, and only the one with the smaller s counts.
   */
  static boolean isOnlyOne(Algorithm algorithm, byte[] signature) {
    return algorithm != Algorithm.ES256 || s(signature).compareTo(ORDER.shiftRight(1)) <= 0;
  }

  /** The ES256 signature with the smaller s; what {@link #isOnlyOne} asks for. */
  public static byte[] withSmallerS(byte[] signature) {
    if (isOnlyOne(Algorithm.ES256, signature)) {
      return signature;
    }
    byte[] s = ORDER.subtract(s(signature)).toByteArray();
    byte[] smaller = Arrays.copyOf(signature, 2 * HALF);
    Arrays.fill(smaller, HALF, 2 * HALF, (byte) 0);
    int count = Math.min(s.length, HALF);
    System.arraycopy(s, s.length - count, smaller, 2 * HALF - count, count);
    return smaller;
  }

  private static boolean inRange(BigInteger number) {
    return number.signum() > 0 && number.compareTo(ORDER) < 0;
  }

  private static BigInteger r(byte[] signature) {
    return new BigInteger(1, signature, 0, HALF);
  }

  private static BigInteger s(byte[] signature) {
    return new BigInteger(1, signature, HALF, HALF);
  }
}
