package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/** A request that has passed every check: its shape, and the subset it asks for, if any. */
record ShapeRequest(
    ShapeParameters parameters,
    ShapeDefinition shape,
    @Nullable Subset subset) {}
