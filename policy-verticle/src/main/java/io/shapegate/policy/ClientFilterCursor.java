package io.shapegate.policy;

import io.shapegate.policy.ClientFilterToken.Kind;
import java.util.List;

/** Goes over the words of a client's filter, and never beyond its end. */
final class ClientFilterCursor {
  private final List<ClientFilterToken> tokens;
  private int next;

  /** @param tokens the last one is the end */
  ClientFilterCursor(List<ClientFilterToken> tokens) {
    this.tokens = tokens;
  }

  ClientFilterToken peek() {
    return tokens.get(next);
  }

  ClientFilterToken take() {
    ClientFilterToken token = peek();
    next += token.is(Kind.END) ? 0 : 1;
    return token;
  }

  /** Goes on only if it is that keyword, which is in lower case. */
  boolean accept(String keyword) {
    boolean found = peek().isWord(keyword);
    next += found ? 1 : 0;
    return found;
  }

  boolean accept(Kind kind) {
    boolean found = peek().is(kind);
    next += found ? 1 : 0;
    return found;
  }

  void expect(Kind kind, String otherwise) {
    if (!accept(kind)) {
      throw peek().refused(otherwise);
    }
  }
}
