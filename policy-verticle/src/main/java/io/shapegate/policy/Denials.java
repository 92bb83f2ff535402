package io.shapegate.policy;

import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.TableName;

/** The ways to say no. Clients see them, so they tell nothing about tables, rules or values. */
final class Denials {
  static final Deny FILTER_NOT_ALLOWED =
      new Deny("filter_not_allowed", "the rules do not let a client give a filter of its own");
  static final Deny COLUMN_NOT_ALLOWED =
      new Deny("column_not_allowed", "the rules do not grant every column that was asked for");

  private Denials() {}

  /** The same for a table that does not exist, that has no rule, or whose rules are for others. */
  static Deny noRule(TableName table) {
    return new Deny("no_rule", "no rule grants " + table);
  }

  /** Only for somebody whom another rule would grant something: all others learn nothing about the table. */
  static Deny denied(TableName table) {
    return new Deny("denied", "a rule denies " + table);
  }

  /** The reason is about what the client itself sent. */
  static Deny filterRefused(String problem) {
    return new Deny("filter_refused", problem);
  }

  static Deny missing(Bind bind) {
    if (bind instanceof Bind.Claim claim) {
      return new Deny("missing_claim", "there is no usable claim " + claim.path());
    }
    return bind instanceof Bind.SubjectId
        ? new Deny("missing_claim", "there is no usable claim sub")
        : new Deny("missing_value", "there is no value for :" + bind);
  }
}
