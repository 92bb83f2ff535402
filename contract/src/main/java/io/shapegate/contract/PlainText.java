package io.shapegate.contract;

/** The check that every text of a shape passes: Postgres takes no NUL, and a lone surrogate has no UTF-8 form. */
final class PlainText {
  private PlainText() {}

  static String check(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new ContractException(what + " holds a NUL character");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new ContractException(what + " holds half of a surrogate pair");
      }
    }
    return text;
  }
}
