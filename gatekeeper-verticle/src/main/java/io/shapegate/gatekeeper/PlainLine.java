package io.shapegate.gatekeeper;

import java.util.regex.Pattern;

/** Makes somebody else's text fit for one line of a log or of an answer. */
final class PlainLine {
  private static final int MAX_LENGTH = 256;
  private static final Pattern STRANGE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]");

  private PlainLine() {}

  /** At most 256 characters; control, format and other invisible characters become {@code ?}. */
  static String of(String text) {
    if (isShortAscii(text)) {
      return text;
    }
    String line = STRANGE
        .matcher(text.substring(0, Math.min(text.length(), MAX_LENGTH + 1)))
        .replaceAll("?");
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + '…' : line;
  }

  /** Whether a text is already what {@link #of} would make of it. */
  static boolean is(String text) {
    return of(text).equals(text);
  }

  /** What nearly every text is; the pattern takes thirty times as long. */
  private static boolean isShortAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return text.length() <= MAX_LENGTH;
  }
}
