package io.shapegate.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;

/** Any text as a token. */
@Timeout(20)
final class CompactTokenFuzzTest {
  @FuzzTest
  void aTokenHasOneSpellingAndOneReading(byte[] text) {
    TokenReading.check(new String(text, UTF_8));
  }
}
