package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Takes the snapshot that a shape's log starts with. Blocks. */
final class SnapshotReader {
  private final ShapeDefinition shape;
  private final int chunkBytes;
  private final long maxBytes;
  private final List<List<byte[]>> chunks = new ArrayList<>();
  private List<byte[]> chunk = new ArrayList<>();
  private long chunkSize;
  private long bytes;

  SnapshotReader(ShapeDefinition shape, int chunkBytes, long maxBytes) {
    this.shape = shape;
    this.chunkBytes = chunkBytes;
    this.maxBytes = maxBytes;
  }

  Snapshot read(Connection connection) throws SQLException {
    Moment moment = Moment.of(connection);
    if (!shape.changesOnly()) {
      RowSelect.shape(connection, shape, this::add);
    }
    chunk.add(Messages.snapshotEnd(moment.visibility()));
    chunks.add(chunk);
    return new Snapshot(moment.visibility(), chunks, bytes);
  }

  private void add(Row row) {
    TableSchema table = shape.table();
    String key = row.key(table.relation(), table.keyColumns());
    byte[] message =
        RowMessage.encode(RowMessage.of(key, row, RowMessage.headers(table.relation(), "insert")));
    chunk.add(message);
    bytes += message.length;
    chunkSize += message.length + 1;
    if (bytes > maxBytes) {
      throw new ShapeTooLarge(maxBytes);
    }
    if (chunkSize >= chunkBytes) {
      chunks.add(chunk);
      chunk = new ArrayList<>();
      chunkSize = 0;
    }
  }

  /** What the transaction of the connection sees, and where the log stood. */
  record Moment(PgSnapshot visibility, long lsn) {

    static Moment of(Connection connection) throws SQLException {
      String query = "SELECT pg_current_snapshot()::text, (pg_current_wal_lsn() - '0/0')::bigint";
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return new Moment(PgSnapshot.parse(row.getString(1)), row.getLong(2));
      }
    }
  }
}
