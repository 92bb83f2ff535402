package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignatureFormTest {
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger HALF = ORDER.shiftRight(1);
  private static final KeyPair PAIR = Minted.elliptic("secp256r1");
  private static final byte[] MESSAGE = "message".getBytes(UTF_8);

  private static byte[] pair(BigInteger r, BigInteger s) {
    byte[] signature = new byte[64];
    put(r, signature, 32);
    put(s, signature, 64);
    return signature;
  }

  private static void put(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    int count = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - count, into, end - count, count);
  }

  private static boolean holds(BigInteger r, BigInteger s) {
    return SignatureForm.holds(Algorithm.ES256, pair(r, s));
  }

  @Test
  void bothNumbersAreFromOneToBelowTheOrder() {
    BigInteger max = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    BigInteger last = ORDER.subtract(BigInteger.ONE);
    assertTrue(holds(BigInteger.ONE, BigInteger.ONE));
    assertTrue(holds(last, last));
    assertFalse(holds(BigInteger.ZERO, BigInteger.ZERO));
    assertFalse(holds(BigInteger.ZERO, BigInteger.ONE));
    assertFalse(holds(BigInteger.ONE, BigInteger.ZERO));
    assertFalse(holds(ORDER, BigInteger.ONE));
    assertFalse(holds(BigInteger.ONE, ORDER));
    assertFalse(holds(max, BigInteger.ONE));
    assertFalse(holds(BigInteger.ONE, max));
  }

  @ParameterizedTest
  @CsvSource({
    "HS256, 32, true",
    "HS256, 31, false",
    "HS256, 33, false",
    "HS256, 0, false",
    "RS256, 256, true",
    "RS256, 255, false",
    "PS256, 512, true",
    "PS256, 128, false",
    "EDDSA, 64, true",
    "EDDSA, 63, false",
    "EDDSA, 65, false",
    "ES256, 63, false",
    "ES256, 65, false",
    "ES256, 0, false"
  })
  void eachAlgorithmHasItsLength(Algorithm algorithm, int length, boolean holds) {
    byte[] signature = new byte[length];
    Arrays.fill(signature, (byte) 1);
    assertEquals(holds, SignatureForm.holds(algorithm, signature));
  }

  @Test
  void refusesDer() throws Exception {
    Signature der = Signature.getInstance("SHA256withECDSA");
    der.initSign(PAIR.getPrivate());
    der.update(MESSAGE);
    assertFalse(SignatureForm.holds(Algorithm.ES256, der.sign()));
  }

  @Test
  void onlyAnSofUpToHalfTheOrderIsTheOnlyOne() {
    assertTrue(SignatureForm.isOnlyOne(Algorithm.ES256, pair(BigInteger.ONE, HALF)));
    assertFalse(
        SignatureForm.isOnlyOne(Algorithm.ES256, pair(BigInteger.ONE, HALF.add(BigInteger.ONE))));
    assertTrue(SignatureForm.isOnlyOne(Algorithm.HS256, new byte[32]));
  }

  @Test
  void theSmallerSHasAFixedLengthAndKeepsR() {
    BigInteger r = HALF.add(BigInteger.TEN);
    assertArrayEquals(
        pair(r, BigInteger.ONE),
        SignatureForm.withSmallerS(pair(r, ORDER.subtract(BigInteger.ONE))));
    assertArrayEquals(pair(r, HALF), SignatureForm.withSmallerS(pair(r, HALF.add(BigInteger.ONE))));
  }

  @Test
  void aSmallSStaysAsItIs() {
    byte[] small = pair(BigInteger.TEN, HALF);
    assertSame(small, SignatureForm.withSmallerS(small));
  }

  @Test
  void theSmallerSVerifies() throws Exception {
    int changed = 0;
    for (int i = 0; i < 40; i++) {
      byte[] signature = signed();
      byte[] smaller = SignatureForm.withSmallerS(signature);
      changed += Arrays.equals(signature, smaller) ? 0 : 1;
      assertTrue(SignatureForm.isOnlyOne(Algorithm.ES256, smaller));
      assertTrue(SignatureForm.holds(Algorithm.ES256, smaller));
      assertTrue(verifies(smaller));
    }
    assertTrue(changed > 0, "about half of all signatures have the larger s");
  }

  private static byte[] signed() throws Exception {
    Signature signer = Minted.signature(Algorithm.ES256);
    signer.initSign(PAIR.getPrivate());
    signer.update(MESSAGE);
    return signer.sign();
  }

  private static boolean verifies(byte[] signature) throws Exception {
    Signature verifier = Minted.signature(Algorithm.ES256);
    verifier.initVerify(PAIR.getPublic());
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }
}
