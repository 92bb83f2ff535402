package io.shapegate.policycheck;

import io.shapegate.contract.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a granted shape should select from the embedded Postgres. */
sealed interface ExpectedRows {
  record Count(int rows) implements ExpectedRows {}

  /**
   * The values of one column, in any order.
   *
   * @param column null for the primary key
   * @param values as Postgres writes them
   */
  record Values(@Nullable Identifier column, List<@Nullable String> values)
      implements ExpectedRows {}
}
