package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a new shape: publish its tables, follow the stream, take the snapshot. Blocks. */
final class ShapeCreator {
  private static final Logger LOG = LoggerFactory.getLogger(ShapeCreator.class);

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
      LOG.warn("shape {} cannot start: {}", shape.handle(), e.getMessage());
      shape.failed(failure(shape.definition(), e));
    } catch (RuntimeException e) {
      shape.failed(e);
    }
  }

  /** A filter may fail on a row that it was not compiled with: a division by zero, a cast. */
  private static RuntimeException failure(ShapeDefinition definition, SQLException e) {
    boolean filters = definition.filter() != null && SqlFailure.state(e).startsWith("22");
    return filters ? InvalidRequest.of("where", SqlFailure.message(e)) : new DatabaseUnreachable(e);
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
