package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction did to one row: an insert has no old row, a delete no new one. {@code operation} is its place in
 * the transaction; each change takes two, because it may become a delete and an insert.
 */
record Change(
    long table,
    long operation,
    @Nullable Row before,
    @Nullable Row after) {}
