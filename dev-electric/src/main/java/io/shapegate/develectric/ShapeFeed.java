package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings transactions into one shape's log. What commits before the snapshot is known waits; what the snapshot already
 * shows is left out. For the replication thread.
 */
final class ShapeFeed {
  private final Shape shape;
  private final @Nullable RowMatcher matcher;
  private List<Transaction> waiting = new ArrayList<>();
  private @Nullable PgSnapshot snapshot;
  private @Nullable ShapeLog log;

  ShapeFeed(Shape shape, @Nullable RowMatcher matcher) {
    this.shape = shape;
    this.matcher = matcher;
  }

  Shape shape() {
    return shape;
  }

  void start(PgSnapshot snapshot, ShapeLog log) throws SQLException {
    this.snapshot = snapshot;
    this.log = log;
    List<Transaction> missed = waiting;
    waiting = new ArrayList<>();
    for (Transaction transaction : missed) {
      accept(transaction);
    }
  }

  /** Ends the shape where the transaction makes its log unreliable. */
  void accept(Transaction transaction) throws SQLException {
    if (shape.hasEnded() || !concerns(transaction)) {
      return;
    }
    if (snapshot == null || log == null) {
      waiting.add(transaction);
    } else if (!snapshot.shows(transaction.xid())) {
      if (breaks(transaction)) {
        shape.end();
      } else {
        append(log, transaction);
      }
    }
  }

  boolean reads(long table) {
    return shape.definition().table().oid() == table || dependencies().contains(table);
  }

  void close() {
    if (matcher != null) {
      matcher.close();
    }
  }

  private Set<Long> dependencies() {
    Filter filter = shape.definition().filter();
    return filter == null ? Set.of() : filter.dependencies();
  }

  private boolean concerns(Transaction transaction) {
    return transaction.broken().stream().anyMatch(this::reads)
        || transaction.changes().stream().anyMatch(change -> reads(change.table()));
  }

  /** A change in a table that a sub-query reads may move any row in or out. */
  private boolean breaks(Transaction transaction) {
    return transaction.broken().stream().anyMatch(this::reads)
        || transaction.changes().stream()
            .anyMatch(change -> dependencies().contains(change.table()));
  }

  private void append(ShapeLog log, Transaction transaction) throws SQLException {
    List<Change> changes = transaction.changes().stream()
        .filter(change -> change.table() == shape.definition().table().oid())
        .toList();
    List<LogItem> items = messages(transaction, changes);
    if (!items.isEmpty()) {
      log.append(items);
      shape.grow(items.stream().mapToLong(item -> item.json().length).sum());
      shape.notifyListeners();
    }
  }

  private List<LogItem> messages(Transaction transaction, List<Change> changes)
      throws SQLException {
    ChangeMessages messages = new ChangeMessages(shape.definition(), transaction);
    Set<Row> kept = matching(changes);
    for (Change change : changes) {
      messages.add(change, keep(change.before(), kept), keep(change.after(), kept));
    }
    return messages.items();
  }

  private @Nullable Row keep(@Nullable Row row, Set<Row> kept) {
    return row == null || matcher == null || kept.contains(row) ? row : null;
  }

  private Set<Row> matching(List<Change> changes) throws SQLException {
    Set<Row> kept = new HashSet<>();
    if (matcher != null) {
      List<Row> rows =
          changes.stream().<Row>mapMulti(ShapeFeed::rows).distinct().toList();
      matcher.matching(rows).forEach(position -> kept.add(rows.get(position)));
    }
    return kept;
  }

  private static void rows(Change change, Consumer<Row> rows) {
    if (change.before() != null) {
      rows.accept(change.before());
    }
    if (change.after() != null) {
      rows.accept(change.after());
    }
  }
}
