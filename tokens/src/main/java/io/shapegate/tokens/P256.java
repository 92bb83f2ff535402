package io.shapegate.tokens;

import java.math.BigInteger;

/** The curve P-256: y² = x³ - 3x + b modulo a prime (FIPS 186-4, D.1.2.3). */
final class P256 {
  /** How many points the curve has; a signature's numbers are smaller. */
  static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final BigInteger PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private P256() {}

  /** The cryptography library takes any pair of numbers for a point. */
  static boolean contains(BigInteger x, BigInteger y) {
    BigInteger right = x.pow(3).subtract(x.multiply(THREE)).add(B).mod(PRIME);
    return x.compareTo(PRIME) < 0
        && y.compareTo(PRIME) < 0
        && y.pow(2).mod(PRIME).equals(right);
  }
}
