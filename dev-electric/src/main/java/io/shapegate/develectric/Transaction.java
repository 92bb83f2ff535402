package io.shapegate.develectric;

import java.util.List;
import java.util.Set;

/**
 * A committed transaction, in the order of its changes. Shapes on a table in {@code broken} have to start over: it was
 * truncated, or what happened to it cannot be told.
 */
record Transaction(long lsn, int xid, List<Change> changes, Set<Long> broken) {}
