package io.shapegate.gatekeeper;

import java.util.regex.Pattern;

/** Makes somebody else's text fit for Postgres, which takes neither NUL nor half of a surrogate pair. */
final class StorableText {
  private static final int MAX_LENGTH = 4_000;
  private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");

  private StorableText() {}

  /** At most 4,000 characters; those that cannot be stored become U+FFFD. */
  static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  static String of(String text, int maxLength) {
    String cut = text.length() > maxLength ? text.substring(0, maxLength) + '…' : text;
    return UNSTORABLE.matcher(cut).replaceAll("\uFFFD");
  }
}
