package io.shapegate.gatekeeper;

import io.shapegate.contract.Subject;
import java.util.Optional;

/** What the name of a subject must be, wherever it comes from. */
final class SubjectName {
  private static final int MAX_LENGTH = 256;

  private SubjectName() {}

  /** What is wrong with a name; empty where it can be one. */
  static Optional<String> fault(String name) {
    if (name.length() > MAX_LENGTH || !PlainLine.is(name)) {
      return Optional.of("must be plain text of at most " + MAX_LENGTH + " characters");
    }
    return name.equals(Subject.ANONYMOUS.id())
        ? Optional.of("is a name that is reserved for nobody in particular")
        : Optional.empty();
  }
}
