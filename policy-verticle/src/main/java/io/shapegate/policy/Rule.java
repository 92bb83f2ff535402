package io.shapegate.policy;

import io.shapegate.contract.Columns;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code shapegate.rules} for the table that was asked for, checked.
 *
 * @param filter null for all rows
 * @param columns null for all columns
 * @param queryable what a subset query may use; null for the same as {@code columns}
 */
record Rule(
    String name,
    Audience audience,
    @Nullable FilterTemplate filter,
    @Nullable Columns columns,
    @Nullable Columns queryable,
    boolean subsets,
    Duration ttl) {}
