package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the messages of a transaction until its commit. Of a transaction that would not fit in memory it only keeps
 * which tables were touched. For one thread.
 */
final class TransactionAssembler {
  private static final int ROW_OVERHEAD_BYTES = 200;

  private final long maxBytes;
  private final Map<Long, WalRelation> relations = new HashMap<>();
  private List<Change> changes = new ArrayList<>();
  private Set<Long> broken = new HashSet<>();
  private PgOutput.@Nullable Begin begin;
  private long operation;
  private long bytes;

  TransactionAssembler(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Optional<Transaction> accept(PgOutput message) {
    if (message instanceof PgOutput.Begin started) {
      start(started);
    } else if (message instanceof PgOutput.Describe describe) {
      relations.put(describe.relation().oid(), describe.relation());
    } else if (message instanceof PgOutput.Insert insert) {
      add(insert.table(), null, row(insert.table(), insert.row(), null));
    } else if (message instanceof PgOutput.Update update) {
      update(update);
    } else if (message instanceof PgOutput.Delete delete) {
      delete(delete);
    } else if (message instanceof PgOutput.Truncate truncate) {
      broken.addAll(truncate.tables());
      operation += 2L * truncate.tables().size();
    } else if (message instanceof PgOutput.Commit && begin != null) {
      return Optional.of(new Transaction(begin.lsn(), begin.xid(), changes, broken));
    }
    return Optional.empty();
  }

  private void start(PgOutput.Begin started) {
    begin = started;
    changes = new ArrayList<>();
    broken = new HashSet<>();
    operation = 0;
    bytes = 0;
  }

  private void update(PgOutput.Update update) {
    if (update.before() == null) {
      breakOff(update.table());
      return;
    }
    Row before = row(update.table(), update.before(), null);
    add(update.table(), before, row(update.table(), update.row(), before));
  }

  private void delete(PgOutput.Delete delete) {
    if (delete.before() == null) {
      breakOff(delete.table());
      return;
    }
    add(delete.table(), row(delete.table(), delete.before(), null), null);
  }

  private void breakOff(long table) {
    broken.add(table);
    operation += 2;
  }

  private void add(long table, @Nullable Row before, @Nullable Row after) {
    if (bytes > maxBytes) {
      changes.forEach(change -> broken.add(change.table()));
      changes = new ArrayList<>();
      breakOff(table);
      return;
    }
    bytes += size(before) + size(after);
    changes.add(new Change(table, operation, before, after));
    operation += 2;
  }

  private static long size(@Nullable Row row) {
    if (row == null) {
      return 0;
    }
    long size = ROW_OVERHEAD_BYTES;
    for (String value : row.values().values()) {
      size += value == null ? 0 : 2L * value.length();
    }
    return size;
  }

  private Row row(long table, List<PgOutput.Value> values, @Nullable Row before) {
    WalRelation relation = relations.get(table);
    if (relation == null || relation.columns().size() != values.size()) {
      throw new IllegalStateException("a row of a table that was not described");
    }
    Map<String, @Nullable String> row = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      String column = relation.columns().get(i).name();
      PgOutput.Value value = values.get(i);
      row.put(column, value.unchanged() && before != null ? before.get(column) : value.text());
    }
    return new Row(row);
  }
}
