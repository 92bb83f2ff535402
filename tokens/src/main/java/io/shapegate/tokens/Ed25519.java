package io.shapegate.tokens;

import java.math.BigInteger;

/** The curve of Ed25519: -x² + y² = 1 + dx²y² modulo 2^255 - 19 (RFC 8032, section 5.1). */
final class Ed25519 {
  private static final int LENGTH = 32;
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D = BigInteger.valueOf(-121_665)
      .multiply(BigInteger.valueOf(121_666).modInverse(PRIME))
      .mod(PRIME);
  private static final BigInteger HALF = PRIME.shiftRight(1);

  private Ed25519() {}

  /** Whether 32 bytes encode a point: y, small end first, and the lowest bit of x in place of the highest bit of y. */
  static boolean contains(byte[] encoded) {
    BigInteger y = y(encoded);
    BigInteger square = y.pow(2).mod(PRIME);
    BigInteger denominator = D.multiply(square).add(BigInteger.ONE).mod(PRIME);
    BigInteger x2 =
        square.subtract(BigInteger.ONE).multiply(denominator.modInverse(PRIME)).mod(PRIME);
    return y.compareTo(PRIME) < 0 && x2.modPow(HALF, PRIME).equals(BigInteger.ONE);
  }

  private static BigInteger y(byte[] encoded) {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = encoded[LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }
}
