package io.shapegate.gatekeeper;

/**
 * Tells whether SQL can stand between parentheses without reaching beyond them. Whatever takes a real parser to tell
 * (comments, dollar quotes, backslashes) counts as no.
 */
final class ClosedFilter {
  private static final char NONE = 0;

  private ClosedFilter() {}

  static boolean is(String sql) {
    int depth = 0;
    char quote = NONE;
    for (int i = 0; i < sql.length() && depth >= 0; i++) {
      char c = sql.charAt(i);
      char next = i + 1 < sql.length() ? sql.charAt(i + 1) : NONE;
      if (c == '\\') {
        return false;
      }
      if (quote != NONE) {
        quote = c == quote ? NONE : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (startsWhatWeCannotRead(c, next)) {
        return false;
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
    return depth == 0 && quote == NONE && !sql.isBlank();
  }

  private static boolean startsWhatWeCannotRead(char c, char next) {
    return (c == '-' && next == '-')
        || (c == '/' && next == '*')
        || (c == '$' && !(next >= '0' && next <= '9'))
        || c == ';';
  }
}
