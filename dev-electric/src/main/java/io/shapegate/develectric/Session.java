package io.shapegate.develectric;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unbroken stretch of the replication stream, and the shapes that live on it. When the stream breaks, the session
 * ends and all its shapes with it: nobody can tell what was missed. Methods without a note are for the replication
 * thread.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Connection evaluation;
  private final TransactionAssembler assembler;
  private final Shapes shapes;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final List<ShapeFeed> feeds = new ArrayList<>();
  private volatile long lastLsn;
  private volatile boolean ended;
  private long statements;

  Session(Connection evaluation, Shapes shapes, long lsn, long maxTransactionBytes) {
    this.evaluation = evaluation;
    this.shapes = shapes;
    this.lastLsn = lsn;
    this.assembler = new TransactionAssembler(maxTransactionBytes);
  }

  private interface Command {
    void run() throws SQLException;
  }

  /** From any thread: the commit LSN of the last transaction that all logs have taken in. */
  long lastLsn() {
    return lastLsn;
  }

  /** From any thread. */
  Shapes shapes() {
    return shapes;
  }

  /** From any thread. What commits after this call will reach the shape. */
  void follow(Shape shape) {
    submit(shape, () -> feeds.add(new ShapeFeed(shape, matcher(shape.definition()))));
  }

  /** From any thread, after {@link #follow}: the snapshot is there, the log begins. */
  void start(Shape shape, Snapshot snapshot, ShapeLog log) {
    submit(shape, () -> {
      for (ShapeFeed feed : feeds) {
        if (feed.shape() == shape) {
          feed.start(snapshot.visibility(), log);
        }
      }
      shape.started(log);
    });
  }

  private void submit(Shape shape, Command command) {
    commands.add(() -> {
      try {
        command.run();
      } catch (SQLException e) {
        giveUp(shape, e);
      }
    });
    if (ended) {
      shape.end();
    }
  }

  void accept(ByteBuffer message) throws SQLException {
    PgOutput decoded = PgOutputDecoder.decode(message);
    if (decoded instanceof PgOutput.Describe describe) {
      endChanged(describe.relation());
    }
    Optional<Transaction> committed = assembler.accept(decoded);
    if (committed.isPresent()) {
      runCommands();
      apply(committed.get());
    }
  }

  void runCommands() throws SQLException {
    Command command = commands.poll();
    while (command != null) {
      command.run();
      command = commands.poll();
    }
    forgetEnded();
  }

  /** From any thread. */
  void end() {
    ended = true;
    shapes.endAll();
    Database.closeQuietly(evaluation);
  }

  private RowMatcher matcherFor(ShapeDefinition definition, Filter filter) {
    return new RowMatcher(
        evaluation, definition.table(), filter, "dev_electric_match_" + statements++);
  }

  private @org.jspecify.annotations.Nullable RowMatcher matcher(ShapeDefinition definition) {
    return definition.filter() == null ? null : matcherFor(definition, definition.filter());
  }

  private void apply(Transaction transaction) {
    for (ShapeFeed feed : feeds) {
      try {
        feed.accept(transaction);
      } catch (SQLException e) {
        giveUp(feed.shape(), e);
      }
    }
    lastLsn = transaction.lsn();
    shapes.keepWithinMemory();
  }

  /** The filter cannot be evaluated any more, often because the table was changed. */
  private static void giveUp(Shape shape, SQLException e) {
    LOG.warn("shape {} has to start over: {}", shape.handle(), SqlFailure.message(e));
    shape.end();
  }

  private void endChanged(WalRelation relation) {
    for (ShapeFeed feed : feeds) {
      Shape shape = feed.shape();
      TableSchema table = shape.definition().table();
      boolean changed = table.oid() == relation.oid() && !relation.describes(table);
      if (changed && !shape.hasEnded()) {
        shape.end();
      }
    }
  }

  private void forgetEnded() {
    List<ShapeFeed> ended =
        feeds.stream().filter(feed -> feed.shape().hasEnded()).toList();
    ended.forEach(ShapeFeed::close);
    feeds.removeAll(Set.copyOf(ended));
  }
}
