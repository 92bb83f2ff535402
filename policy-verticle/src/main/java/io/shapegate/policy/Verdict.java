package io.shapegate.policy;

import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import java.util.Optional;

/** What one rule that is for the subject says to a request. */
sealed interface Verdict {
  /** The rule grants these columns of the rows that its filter selects for the subject. */
  record Grant(Rule rule, ColumnGrant columns) implements Verdict {}

  /** The rule grants nothing here. */
  record Refusal(Deny deny) implements Verdict {}

  static Verdict of(Rule rule, Subject subject, Shape asked) {
    Optional<Bind> missing =
        Optional.ofNullable(rule.filter()).flatMap(filter -> filter.missing(subject));
    if (missing.isPresent()) {
      return new Refusal(Denials.missingClaim(missing.get()));
    }
    return ColumnGrant.of(rule, asked)
        .<Verdict>map(columns -> new Grant(rule, columns))
        .orElse(new Refusal(Denials.COLUMN_NOT_ALLOWED));
  }
}
