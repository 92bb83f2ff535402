package io.shapegate.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One SQL identifier as Electric reads it: ASCII letters fold to lower case unless the name is in double quotes. At most
 * 63 bytes of UTF-8, as Postgres would cut off what is longer.
 *
 * @param name the name itself, folded and without quotes
 */
public record Identifier(String name) {
  private static final int MAX_BYTES = 63;

  /** In quotes, and every character of it a doubled quote. Longer texts never meet the patterns, which would recurse. */
  private static final int MAX_SPELLING = 2 * MAX_BYTES + 2;

  private static final Pattern UNQUOTED = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}0-9_$]*");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")+\"");

  public Identifier {
    PlainText.check("a name", name);
    if (name.isEmpty()) {
      throw new ContractException("a name is empty");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw tooLong();
    }
  }

  /** Reads {@code items}, {@code ITEMS} or {@code "Items"}; anything else is a {@link ContractException}. */
  public static Identifier parse(String text) {
    if (isPlain(text)) {
      return new Identifier(text);
    }
    if (text.length() > MAX_SPELLING) {
      throw tooLong();
    }
    if (QUOTED.matcher(text).matches()) {
      return new Identifier(text.substring(1, text.length() - 1).replace("\"\"", "\""));
    }
    if (UNQUOTED.matcher(text).matches()) {
      return new Identifier(foldAscii(text));
    }
    throw new ContractException("a name is neither a plain identifier nor one in double quotes");
  }

  /** Cuts at a separator that does not stand between double quotes. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      quoted ^= text.charAt(i) == '"';
      if (!quoted && text.charAt(i) == separator) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The canonical spelling: in quotes only where the name needs them. */
  @Override
  public String toString() {
    return isPlain(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** {@code [a-z_][a-z0-9_$]*}, which is its own name. Without a matcher, as each request of a proxy has several. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean starts = (c >= 'a' && c <= 'z') || c == '_';
      boolean continues = (c >= '0' && c <= '9') || c == '$';
      if (!starts && (i == 0 || !continues)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static ContractException tooLong() {
    return new ContractException("a name is longer than " + MAX_BYTES + " bytes");
  }

  /** Neither the locale nor Unicode has a say: the Kelvin sign is not a k. */
  private static String foldAscii(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      folded.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return folded.toString();
  }
}
