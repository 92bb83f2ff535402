package io.shapegate.policy;

import io.shapegate.contract.Subject;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who a rule is for.
 *
 * @param roles any of these; empty for every subject of the kind
 */
record Audience(Kind kind, Set<String> roles) {
  enum Kind {
    ANYONE,
    ANONYMOUS,
    AUTHENTICATED;

    private boolean includes(Subject subject) {
      return this == ANYONE || (this == ANONYMOUS) == subject.anonymous();
    }

    /** Reads what the column {@code audience} holds. */
    static Kind parse(String text) {
      return switch (text) {
        case "anyone" -> ANYONE;
        case "anonymous" -> ANONYMOUS;
        case "authenticated" -> AUTHENTICATED;
        default -> throw new InvalidRuleException("the audience is unknown");
      };
    }
  }

  Audience {
    if (!roles.isEmpty() && kind != Kind.AUTHENTICATED) {
      throw new InvalidRuleException("only an authenticated subject has roles");
    }
  }

  boolean includes(Subject subject, Roles subjectRoles) {
    return kind.includes(subject)
        && (roles.isEmpty() || !Collections.disjoint(roles, subjectRoles.names()));
  }

  /** Whether that cannot be ruled out, which is enough for a deny. */
  boolean mayInclude(Subject subject, Roles subjectRoles) {
    return includes(subject, subjectRoles) || (kind.includes(subject) && !subjectRoles.complete());
  }

  /** Why somebody is not included, for people. */
  String requirement() {
    return switch (kind) {
      case ANYONE -> "is for anyone";
      case ANONYMOUS -> "is for anonymous subjects";
      case AUTHENTICATED ->
        roles.isEmpty()
            ? "is for authenticated subjects"
            : "needs one of the roles " + String.join(", ", new TreeSet<>(roles));
    };
  }
}
