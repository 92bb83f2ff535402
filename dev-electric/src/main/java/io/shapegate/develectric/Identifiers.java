package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Identifiers as Electric reads them: ASCII case folding, quotes, 63 characters, public by default. */
final class Identifiers {
  private static final int MAX_LENGTH = 63;
  private static final Pattern UNQUOTED = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}_0-9$]*");
  private static final Pattern LONE_QUOTE = Pattern.compile("(?<!\")\"(?!\")");

  private Identifiers() {}

  static String parse(String text) {
    String name =
        isQuoted(text) ? unquote(text.substring(1, Math.max(1, text.length() - 1))) : fold(text);
    if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
      throw new InvalidIdentifier("Identifier is too long (max length is " + MAX_LENGTH + ")");
    }
    return name;
  }

  static Relation parseRelation(String text) {
    List<String> parts = split(text, '.');
    return switch (parts.size()) {
      case 1 -> new Relation("public", parse(parts.get(0)));
      case 2 -> new Relation(parse(parts.get(0)), parse(parts.get(1)));
      default ->
        throw new InvalidIdentifier("Invalid relation identifier, too many delimiters: " + text);
    };
  }

  static List<String> parseList(String text) {
    return split(text, ',').stream().map(Identifiers::parse).toList();
  }

  /** Cuts at the delimiters that stand outside of double quotes. */
  static List<String> split(String text, char delimiter) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == delimiter && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static boolean isQuoted(String text) {
    return text.startsWith("\"") && text.endsWith("\"");
  }

  private static String unquote(String inner) {
    if (inner.isEmpty()) {
      throw new InvalidIdentifier("Invalid zero-length delimited identifier");
    }
    if (LONE_QUOTE.matcher(inner).find()) {
      throw new InvalidIdentifier("Invalid identifier with unescaped quote: " + inner);
    }
    return inner.replace("\"\"", "\"");
  }

  private static String fold(String text) {
    if (text.isEmpty()) {
      throw new InvalidIdentifier("Invalid zero-length delimited identifier");
    }
    if (!UNQUOTED.matcher(text).matches()) {
      throw new InvalidIdentifier(
          "Invalid unquoted identifier contains special characters: " + text);
    }
    StringBuilder folded = new StringBuilder(text);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return folded.toString();
  }
}
