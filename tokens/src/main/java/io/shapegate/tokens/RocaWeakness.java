package io.shapegate.tokens;

import java.math.BigInteger;

/**
 * RSA keys of a kind of smart cards whose primes can be found from the modulus (CVE-2017-15361, "The Return of
 * Coppersmith's Attack", Nemec and others, 2017): modulo each small prime, such a modulus is a power of 65,537. Of other
 * moduli one in some hundred million is.
 */
final class RocaWeakness {
  private static final BigInteger GENERATOR = BigInteger.valueOf(65_537);

  /** All odd primes up to here: the weakest of these keys, of 512 bits, are powers modulo each of them. */
  private static final int MAX_PRIME = 167;

  private RocaWeakness() {}

  static boolean isIn(BigInteger modulus) {
    for (int p = 3; p <= MAX_PRIME; p += 2) {
      BigInteger prime = BigInteger.valueOf(p);
      if (prime.isProbablePrime(20) && !isPower(modulus.mod(prime), prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(BigInteger residue, BigInteger prime) {
    BigInteger power = BigInteger.ONE;
    do {
      if (power.equals(residue)) {
        return true;
      }
      power = power.multiply(GENERATOR).mod(prime);
    } while (!power.equals(BigInteger.ONE));
    return false;
  }
}
