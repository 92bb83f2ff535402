package io.shapegate.policy;

import io.shapegate.policy.ClientFilterToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a client's filter into words. Stricter than Postgres' lexer: what Postgres, Electric and we could read differently,
 * or what depends on a setting, is refused.
 */
final class ClientFilterScanner {
  private static final String SPACE = " \t\n\r";
  private static final String OPERATOR = "+-*/<>=~!@#%^&|`?";
  private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");

  private final String text;
  private final List<ClientFilterToken> tokens = new ArrayList<>();
  private int at;

  private ClientFilterScanner(String text) {
    this.text = text;
  }

  /** The last token is the end. */
  static List<ClientFilterToken> scan(String text) {
    return new ClientFilterScanner(text).run();
  }

  private List<ClientFilterToken> run() {
    while (at < text.length()) {
      step(text.charAt(at));
    }
    add(Kind.END, "", at);
    return List.copyOf(tokens);
  }

  private void step(char c) {
    if (SPACE.indexOf(c) >= 0) {
      at++;
    } else if (isNameStart(c)) {
      word();
    } else if (isDigit(c)) {
      number(at);
    } else if (OPERATOR.indexOf(c) >= 0) {
      operator();
    } else {
      switch (c) {
        case '\'' -> text();
        case '"' -> quotedName();
        case '$' -> param();
        case '(' -> symbol(Kind.OPEN);
        case ')' -> symbol(Kind.CLOSE);
        case ',' -> symbol(Kind.COMMA);
        default -> throw stray(c);
      }
    }
  }

  private void symbol(Kind kind) {
    at++;
    add(kind, text.substring(at - 1, at), at - 1);
  }

  private void word() {
    int start = at;
    skipWhileName();
    add(Kind.WORD, text.substring(start, at).toLowerCase(Locale.ROOT), start);
    standsApart();
  }

  private void number(int start) {
    skipDigits();
    if (peek(0) == '.' && isDigit(peek(1))) {
      at++;
      skipDigits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      exponent();
    }
    add(Kind.NUMBER, text.substring(start, at), start);
    standsApart();
  }

  private void exponent() {
    int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (isDigit(peek(1 + sign))) {
      at += 1 + sign;
      skipDigits();
    }
  }

  /** Postgres takes as many operator characters as there are; so do we, and know seven operators and a sign. */
  private void operator() {
    int start = at;
    while (OPERATOR.indexOf(peek(0)) >= 0) {
      at++;
    }
    String operator = text.substring(start, at);
    if (COMPARISONS.contains(operator)) {
      add(Kind.COMPARISON, operator.equals("!=") ? "<>" : operator, start);
    } else if ((operator.equals("-") || operator.equals("+")) && isDigit(peek(0))) {
      number(start);
    } else if (operator.contains("--") || operator.contains("/*")) {
      throw FilterException.at(start, "comments are not allowed");
    } else {
      throw FilterException.at(
          start,
          "the only operators are = <> < <= > >=, with a space before a sign, and numbers have it directly in front");
    }
  }

  /** With {@code standard_conforming_strings} off, a backslash would begin an escape. */
  private void text() {
    int start = at;
    String value = quoted('\'');
    int backslash = value.indexOf('\\');
    if (backslash >= 0) {
      throw FilterException.at(
          start,
          "a text with a backslash must be sent as a parameter, $1, as it may mean an escape");
    }
    add(Kind.TEXT, value, start);
    standsApart();
  }

  private void quotedName() {
    int start = at;
    String name = quoted('"');
    if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')) {
      throw FilterException.at(
          start, "a name with a backslash or a control character is not allowed");
    }
    add(Kind.QUOTED_NAME, name, start);
    standsApart();
  }

  /** A doubled quote stands for one. */
  private String quoted(char quote) {
    int start = at;
    StringBuilder value = new StringBuilder();
    at++;
    while (peek(0) != quote || peek(1) == quote) {
      if (at >= text.length()) {
        throw FilterException.at(start, "a quote is not closed");
      }
      value.append(quotable(quote));
      at++;
    }
    at++;
    return value.toString();
  }

  /** One character inside quotes; of two quotes, the second. */
  private String quotable(char quote) {
    char c = text.charAt(at);
    if (c == 0) {
      throw FilterException.at(at, "a NUL character is not allowed");
    }
    if (Character.isHighSurrogate(c) && Character.isLowSurrogate(peek(1))) {
      at++;
      return text.substring(at - 1, at + 1);
    }
    if (Character.isSurrogate(c)) {
      throw FilterException.at(at, "half of a surrogate pair is not allowed");
    }
    if (c == quote) {
      at++;
    }
    return String.valueOf(c);
  }

  private void param() {
    int start = at;
    at++;
    int digits = at;
    skipDigits();
    if (at == digits || text.charAt(digits) == '0') {
      throw FilterException.at(
          start, "$ must begin a parameter such as $1; dollar quotes are not allowed");
    }
    add(Kind.PARAM, text.substring(digits, at), start);
    standsApart();
  }

  private void standsApart() {
    char next = peek(0);
    if (at < text.length() && " \t\n\r(),".indexOf(next) < 0 && OPERATOR.indexOf(next) < 0) {
      throw isNameStart(next) || isDigit(next) || "'\"$".indexOf(next) >= 0
          ? FilterException.at(
              at, "a space is missing, or a prefix, or a $ in a name, is not allowed")
          : stray(next);
    }
  }

  private FilterException stray(char c) {
    return FilterException.at(
        at,
        switch (c) {
          case '.' ->
            "a point is not allowed: columns stand without their table, numbers have digits on both sides";
          case ';' -> "a semicolon is not allowed";
          case ':' -> "casts are not allowed";
          case '[', ']' -> "arrays are not allowed";
          case '\\' -> "a backslash is not allowed";
          case '{', '}' -> "braces are not allowed";
          default ->
            "only ASCII letters and digits and plain white space may stand outside of quotes";
        });
  }

  private void skipDigits() {
    while (isDigit(peek(0))) {
      at++;
    }
  }

  private void skipWhileName() {
    while (isNameStart(peek(0)) || isDigit(peek(0))) {
      at++;
    }
  }

  private void add(Kind kind, String value, int start) {
    tokens.add(new ClientFilterToken(kind, value, start));
  }

  /** NUL stands for the end: nothing that looks ahead asks for it. */
  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
