package io.shapegate.gatekeeper;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Somebody else's text, fit for one line of a terminal. */
final class VisibleText {
  private static final int MAX_LENGTH = 4_000;
  private static final Pattern STRANGE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]");

  private VisibleText() {}

  /**
   * Control and format characters, escape sequences and changes of direction among them, are written out as {@code
   * \n} or <code>\\u{202e}</code>. At most 4,000 characters of it.
   */
  static String of(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + '…' : text;
    return STRANGE.matcher(cut).replaceAll(VisibleText::written);
  }

  private static String written(MatchResult strange) {
    return switch (strange.group()) {
      case "\n" -> "\\\\n";
      case "\r" -> "\\\\r";
      case "\t" -> "\\\\t";
      default -> String.format("\\\\u{%x}", strange.group().codePointAt(0));
    };
  }
}
