package io.shapegate.benchmarks;

import io.shapegate.tokens.Base64Url;
import java.security.SecureRandom;

/** Secrets that live as long as one run. */
final class Secrets {
  private static final int BYTES = 36;

  private Secrets() {}

  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64Url.encode(bytes);
  }
}
