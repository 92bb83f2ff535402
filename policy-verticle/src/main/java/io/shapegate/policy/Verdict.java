package io.shapegate.policy;

import io.shapegate.contract.Decision.Deny;

/** What one rule says to a request. */
sealed interface Verdict {
  Rule rule();

  /** The rule is for somebody else. */
  record Skips(Rule rule, String why) implements Verdict {}

  /** A deny rule is for this subject, or that cannot be ruled out. */
  record Denies(Rule rule) implements Verdict {}

  /** The rule is for this subject, but does not grant what was asked for. */
  record Refuses(Rule rule, Deny deny) implements Verdict {}

  /** The rule grants these columns of the rows that its filter selects. */
  record Grants(Rule rule, ColumnGrant columns) implements Verdict {}
}
