package io.shapegate.develectric;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Runs a subset query; the answer is in parts of encoded JSON. Blocks. */
final class SubsetReader {
  private final ShapeDefinition shape;
  private final Subset subset;
  private final long maxBytes;
  private final int mark = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
  private final List<byte[]> rows = new ArrayList<>();
  private long bytes;

  SubsetReader(ShapeDefinition shape, Subset subset, long maxBytes) {
    this.shape = shape;
    this.subset = subset;
    this.maxBytes = maxBytes;
  }

  List<byte[]> read(Connection connection) throws SQLException {
    SnapshotReader.Moment moment = SnapshotReader.Moment.of(connection);
    RowSelect.subset(connection, shape, subset, this::add);
    JsonObject metadata = Messages.visibility(moment.visibility())
        .put("snapshot_mark", mark)
        .put("database_lsn", Long.toString(moment.lsn()));
    List<byte[]> parts = new ArrayList<>();
    parts.add(
        ("{\"metadata\":" + metadata.encode() + ", \"data\": ").getBytes(StandardCharsets.UTF_8));
    parts.addAll(JsonArrayParts.of(rows));
    parts.add(BodyWriter.ascii("}"));
    return parts;
  }

  private void add(Row row) {
    TableSchema table = shape.table();
    JsonObject headers = RowMessage.headers(table.relation(), "insert").put("snapshot_mark", mark);
    byte[] message = RowMessage.encode(
        RowMessage.of(row.key(table.relation(), table.keyColumns()), row, headers));
    rows.add(message);
    bytes += message.length;
    if (bytes > maxBytes) {
      throw new ShapeTooLarge(maxBytes);
    }
  }
}
