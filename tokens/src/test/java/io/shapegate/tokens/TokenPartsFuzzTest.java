package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;

/** A first line as a token's header and the rest as its payload, encoded as they should be, with a signature that may be. */
@Timeout(20)
final class TokenPartsFuzzTest {
  private static final int[] SIGNATURE_LENGTHS = {0, 32, 64, 256};

  @FuzzTest
  void aTokenOfAnyTwoDocumentsHasOneReading(byte[] bytes) {
    String[] lines = new String(bytes, ISO_8859_1).split("\n", 2);
    int taken = 0;
    for (int length : SIGNATURE_LENGTHS) {
      byte[] signature = new byte[length];
      Arrays.fill(signature, (byte) 1);
      String token = Minted.part(lines[0].getBytes(ISO_8859_1))
          + '.'
          + Minted.part((lines.length < 2 ? "{}" : lines[1]).getBytes(ISO_8859_1))
          + '.'
          + Minted.part(signature);
      taken += TokenReading.check(token) ? 1 : 0;
    }
    assertTrue(taken <= 1, "an algorithm has one length of signature");
  }
}
