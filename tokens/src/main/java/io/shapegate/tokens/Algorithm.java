package io.shapegate.tokens;

import java.util.Arrays;
import java.util.Optional;

/** The signature algorithms of RFC 7518 and RFC 8037 that we take. One key has one of them. */
public enum Algorithm {
  HS256("HS256"),
  RS256("RS256"),
  PS256("PS256"),
  ES256("ES256"),
  EDDSA("EdDSA");

  private final String jwaName;

  Algorithm(String jwaName) {
    this.jwaName = jwaName;
  }

  static Optional<Algorithm> named(String jwaName) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.jwaName.equals(jwaName))
        .findFirst();
  }

  /** The name in a token's header. */
  @Override
  public String toString() {
    return jwaName;
  }
}
