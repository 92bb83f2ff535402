package io.shapegate.policycheck;

import io.shapegate.contract.Identifier;

/** A name in SQL, in quotes always, as it may be a keyword. */
final class Quoted {
  private Quoted() {}

  static String name(Identifier name) {
    return '"' + name.name().replace("\"", "\"\"") + '"';
  }
}
