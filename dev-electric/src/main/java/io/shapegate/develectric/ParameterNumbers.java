package io.shapegate.develectric;

import java.sql.SQLException;
import org.postgresql.core.Parser;

/** Moves the parameters of an accepted clause up, so that two clauses fit in one statement. */
final class ParameterNumbers {
  private ParameterNumbers() {}

  /** {@code $n} becomes {@code $n+shift}, but not in strings, quoted names and comments. */
  static String shift(String clause, int shift) throws SQLException {
    StringBuilder shifted = new StringBuilder(clause.length() + 8);
    char[] chars = clause.toCharArray();
    int i = 0;
    while (i < chars.length) {
      int end = isParameter(chars, i) ? i : endOfToken(chars, i);
      if (end == i) {
        end = endOfDigits(chars, i + 1);
        shifted.append('$').append(Integer.parseInt(clause.substring(i + 1, end)) + shift);
      } else {
        shifted.append(chars, i, end - i);
      }
      i = end;
    }
    return shifted.toString();
  }

  private static boolean isParameter(char[] chars, int i) {
    return chars[i] == '$'
        && i + 1 < chars.length
        && isDigit(chars[i + 1])
        && (i == 0 || !Parser.isIdentifierContChar(chars[i - 1]));
  }

  private static int endOfToken(char[] chars, int i) throws SQLException {
    int last = switch (chars[i]) {
      case '\'' -> Parser.parseSingleQuotes(chars, i, true);
      case '"' -> Parser.parseDoubleQuotes(chars, i);
      case '-' -> Parser.parseLineComment(chars, i);
      case '/' -> Parser.parseBlockComment(chars, i);
      case '$' -> Parser.parseDollarQuotes(chars, i);
      default -> i;
    };
    return Math.min(last + 1, chars.length);
  }

  private static int endOfDigits(char[] chars, int i) {
    int end = i;
    while (end < chars.length && isDigit(chars[end])) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
