package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/**
 * A column as the catalog describes it. {@code dimensions} is 0 for a scalar; {@code elementType} is then null.
 * {@code keyIndex} is the place in the primary key, or null.
 */
record Column(
    String name,
    long typeOid,
    int typeModifier,
    String type,
    @Nullable String elementType,
    int dimensions,
    boolean notNull,
    boolean generated,
    @Nullable Integer keyIndex) {}
