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

  static Deny missingClaim(Bind bind) {
    return new Deny("missing_claim", "there is no usable claim " + bind);
  }
}
