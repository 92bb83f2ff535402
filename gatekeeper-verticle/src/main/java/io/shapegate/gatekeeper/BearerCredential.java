package io.shapegate.gatekeeper;

import java.util.Optional;

/**
 * Reads {@code Bearer <token>} (RFC 6750, section 2.1; the scheme in any case, RFC 9110, section 11.1). A pattern would take
 * longer than the signature check that follows.
 */
final class BearerCredential {
  private static final String SCHEME = "Bearer";

  private BearerCredential() {}

  /** Empty for any other header. */
  static Optional<String> token(String header) {
    int start = SCHEME.length();
    while (isAt(header, start, ' ')) {
      start++;
    }
    boolean scheme = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return scheme && start > SCHEME.length() && isToken(header, start)
        ? Optional.of(header.substring(start))
        : Optional.empty();
  }

  /** At least one character of base64, then equals signs alone. */
  private static boolean isToken(String header, int start) {
    int i = start;
    while (i < header.length() && isTokenCharacter(header.charAt(i))) {
      i++;
    }
    boolean some = i > start;
    while (isAt(header, i, '=')) {
      i++;
    }
    return some && i == header.length();
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || "-._~+/".indexOf(c) >= 0;
  }

  private static boolean isAt(String text, int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }
}
