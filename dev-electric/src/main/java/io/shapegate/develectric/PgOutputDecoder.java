package io.shapegate.develectric;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decodes one message (PostgreSQL documentation, "Logical Replication Message Formats"). */
final class PgOutputDecoder {
  private PgOutputDecoder() {}

  static PgOutput decode(ByteBuffer message) {
    byte kind = message.get();
    return switch (kind) {
      case 'B' -> begin(message);
      case 'C' -> new PgOutput.Commit();
      case 'R' -> new PgOutput.Describe(relation(message));
      case 'I' -> insert(message);
      case 'U' -> update(message);
      case 'D' -> delete(message);
      case 'T' -> truncate(message);
      default -> new PgOutput.Other();
    };
  }

  private static PgOutput begin(ByteBuffer message) {
    long lsn = message.getLong();
    message.getLong();
    return new PgOutput.Begin(lsn, message.getInt());
  }

  private static WalRelation relation(ByteBuffer message) {
    long oid = oid(message);
    String namespace = text(message);
    Relation relation = new Relation(namespace.isEmpty() ? "pg_catalog" : namespace, text(message));
    message.get();
    int count = message.getShort();
    List<WalRelation.WalColumn> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      message.get();
      columns.add(new WalRelation.WalColumn(text(message), oid(message), message.getInt()));
    }
    return new WalRelation(oid, relation, columns);
  }

  private static PgOutput insert(ByteBuffer message) {
    long table = oid(message);
    message.get();
    return new PgOutput.Insert(table, row(message));
  }

  /** A key ('K') is not enough to tell the old row from: it counts as none. */
  private static PgOutput update(ByteBuffer message) {
    long table = oid(message);
    byte part = message.get();
    @Nullable List<PgOutput.Value> before = null;
    if (part != 'N') {
      List<PgOutput.Value> old = row(message);
      before = part == 'O' ? old : null;
      message.get();
    }
    return new PgOutput.Update(table, before, row(message));
  }

  private static PgOutput delete(ByteBuffer message) {
    long table = oid(message);
    byte part = message.get();
    List<PgOutput.Value> old = row(message);
    return new PgOutput.Delete(table, part == 'O' ? old : null);
  }

  private static PgOutput truncate(ByteBuffer message) {
    int count = message.getInt();
    message.get();
    return new PgOutput.Truncate(
        IntStream.range(0, count).mapToObj(i -> oid(message)).toList());
  }

  private static List<PgOutput.Value> row(ByteBuffer message) {
    int count = message.getShort();
    List<PgOutput.Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value(message));
    }
    return values;
  }

  private static PgOutput.Value value(ByteBuffer message) {
    byte kind = message.get();
    if (kind != 't') {
      return new PgOutput.Value(null, kind == 'u');
    }
    byte[] bytes = new byte[message.getInt()];
    message.get(bytes);
    return new PgOutput.Value(new String(bytes, StandardCharsets.UTF_8), false);
  }

  private static long oid(ByteBuffer message) {
    return Integer.toUnsignedLong(message.getInt());
  }

  private static String text(ByteBuffer message) {
    int start = message.position();
    while (message.get() != 0) {
      // The text ends at the first zero byte.
    }
    byte[] bytes = new byte[message.position() - start - 1];
    message.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
