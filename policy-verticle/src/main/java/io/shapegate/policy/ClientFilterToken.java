package io.shapegate.policy;

import java.util.Locale;

/**
 * A word of a client's filter.
 *
 * @param text a word in lower case; a name or text without its quotes; a parameter's number; all others as they are
 * @param at the index of its first character
 */
record ClientFilterToken(Kind kind, String text, int at) {
  enum Kind {
    WORD,
    QUOTED_NAME,
    TEXT,
    NUMBER,
    PARAM,
    COMPARISON,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** As SQL spells it. */
  String keyword() {
    return text.toUpperCase(Locale.ROOT);
  }

  FilterException refused(String why) {
    return FilterException.at(at, why);
  }
}
