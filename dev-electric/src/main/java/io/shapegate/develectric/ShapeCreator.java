package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Starts a new shape: publish its tables, follow the stream, take the snapshot. Blocks. */
final class ShapeCreator {
  private final Database database;
  private final Publication publication;
  private final int chunkBytes;
  private final long memoryBytes;

  ShapeCreator(Database database, Publication publication, int chunkBytes, long memoryBytes) {
    this.database = database;
    this.publication = publication;
    this.chunkBytes = chunkBytes;
    this.memoryBytes = memoryBytes;
  }

  /** The order matters: between follow and snapshot nothing can be lost, and what comes twice is left out. */
  void create(Session session, Shape shape) {
    try {
      publication.add(tables(shape.definition()));
      session.follow(shape);
      SnapshotReader reader = new SnapshotReader(shape.definition(), chunkBytes, memoryBytes);
      Snapshot snapshot = database.read(reader::read);
      shape.grow(snapshot.bytes());
      session.shapes().keepWithinMemory();
      session.start(shape, snapshot, new ShapeLog(snapshot.chunks(), chunkBytes));
    } catch (SQLException e) {
      shape.failed(new DatabaseUnreachable(e));
    } catch (RuntimeException e) {
      shape.failed(e);
    }
  }

  private static Set<Long> tables(ShapeDefinition definition) {
    Set<Long> tables = new HashSet<>();
    tables.add(definition.table().oid());
    if (definition.filter() != null) {
      tables.addAll(definition.filter().dependencies());
    }
    return tables;
  }
}
