package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the changes of one transaction that concern a shape into messages of its log. */
final class ChangeMessages {
  private final ShapeDefinition shape;
  private final Transaction transaction;
  private final List<JsonObject> messages = new ArrayList<>();
  private final List<LogOffset> offsets = new ArrayList<>();

  ChangeMessages(ShapeDefinition shape, Transaction transaction) {
    this.shape = shape;
    this.transaction = transaction;
  }

  /** The rows are those that the shape's filter lets through; the others are null. */
  void add(Change change, @Nullable Row before, @Nullable Row after) {
    if (before != null && after != null) {
      update(change, before, after);
    } else if (after != null) {
      message(
          change.operation(),
          after,
          after.only(shape.columns()),
          headers(change.operation(), "insert"));
    } else if (before != null) {
      message(change.operation(), before, deleted(before), headers(change.operation(), "delete"));
    }
  }

  /** Marks the last message as the transaction's last. */
  List<LogItem> items() {
    if (!messages.isEmpty()) {
      JsonObject headers = messages.get(messages.size() - 1).getJsonObject("headers");
      headers.put("last", true);
    }
    List<LogItem> items = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      items.add(new LogItem(offsets.get(i), RowMessage.encode(messages.get(i))));
    }
    return items;
  }

  private void update(Change change, Row before, Row after) {
    Set<String> changed = after.only(shape.columns()).changedSince(before.only(shape.columns()));
    String oldKey = key(before);
    String newKey = key(after);
    if (!oldKey.equals(newKey)) {
      move(change, before, oldKey, after, newKey);
    } else if (!changed.isEmpty()) {
      JsonObject message = message(
          change.operation(),
          after,
          updated(after, changed),
          headers(change.operation(), "update"));
      if (shape.replica() == Replica.FULL) {
        message.put("old_value", RowMessage.value(before.only(changed)));
      }
    }
  }

  private void move(Change change, Row before, String oldKey, Row after, String newKey) {
    JsonObject deletion = headers(change.operation(), "delete").put("key_change_to", newKey);
    message(change.operation(), before, deleted(before), deletion);
    long next = change.operation() + 1;
    JsonObject insertion = headers(next, "insert").put("key_change_from", oldKey);
    message(next, after, after.only(shape.columns()), insertion);
  }

  private Row updated(Row after, Set<String> changed) {
    if (shape.replica() == Replica.FULL) {
      return after.only(shape.columns());
    }
    Set<String> sent = new HashSet<>(changed);
    sent.addAll(shape.table().keyColumns());
    return after.only(sent);
  }

  private Row deleted(Row before) {
    return before.only(
        shape.replica() == Replica.FULL ? shape.columns() : shape.table().keyColumns());
  }

  private String key(Row row) {
    return row.key(shape.table().relation(), shape.table().keyColumns());
  }

  private JsonObject headers(long operation, String name) {
    return RowMessage.headers(shape.table().relation(), name)
        .put("lsn", Long.toString(transaction.lsn()))
        .put("op_position", operation)
        .put("txids", JsonArray.of(Integer.toUnsignedLong(transaction.xid())));
  }

  private JsonObject message(long operation, Row keyed, Row value, JsonObject headers) {
    JsonObject message = RowMessage.of(key(keyed), value, headers);
    messages.add(Objects.requireNonNull(message));
    offsets.add(new LogOffset(transaction.lsn(), operation));
    return message;
  }
}
