package io.shapegate.policy;

import io.shapegate.contract.Subject;
import java.util.Collections;
import java.util.Set;

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

  boolean includes(Subject subject, Set<String> subjectRoles) {
    return kind.includes(subject)
        && (roles.isEmpty() || !Collections.disjoint(roles, subjectRoles));
  }
}
