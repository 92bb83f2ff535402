package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/** A checked subset query. {@code orderBy} is SQL of our own writing. */
record Subset(
    @Nullable Filter filter,
    @Nullable String orderBy,
    @Nullable Integer limit,
    @Nullable Integer offset) {}
