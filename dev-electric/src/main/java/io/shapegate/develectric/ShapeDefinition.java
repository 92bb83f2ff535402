package io.shapegate.develectric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that makes two requests ask for the same log. Column lists are sorted. */
record ShapeDefinition(
    TableSchema table,
    @Nullable Filter filter,
    List<String> columns,
    @Nullable List<String> queryableColumns,
    Replica replica,
    boolean changesOnly) {}
