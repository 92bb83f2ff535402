package io.shapegate.develectric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The running shapes of a session, by definition and by handle. Thread-safe. */
final class Shapes {
  private static final int HASHES = 100_000_000;

  private final long memoryBytes;
  private final Map<ShapeDefinition, Shape> byDefinition = new HashMap<>();
  private long lastStamp;

  Shapes(long memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  /** The shape with that definition; {@code start} is called with a new one. */
  Shape obtain(ShapeDefinition definition, Consumer<Shape> start) {
    Shape shape;
    synchronized (this) {
      Shape running = byDefinition.get(definition);
      if (running != null && !running.hasEnded()) {
        return running;
      }
      shape = new Shape(newHandle(definition), definition);
      byDefinition.put(definition, shape);
    }
    start.accept(shape);
    return shape;
  }

  /** Forgets the least recently used shapes while all together take more memory than allowed. */
  void keepWithinMemory() {
    Optional<Shape> oldest = oldestIfTooMany();
    while (oldest.isPresent()) {
      oldest.get().end();
      oldest = oldestIfTooMany();
    }
  }

  synchronized int listeners() {
    return byDefinition.values().stream().mapToInt(Shape::listeners).sum();
  }

  void endAll() {
    List<Shape> all;
    synchronized (this) {
      all = List.copyOf(byDefinition.values());
      byDefinition.clear();
    }
    all.forEach(Shape::end);
  }

  private synchronized Optional<Shape> oldestIfTooMany() {
    byDefinition.values().removeIf(Shape::hasEnded);
    long bytes = byDefinition.values().stream().mapToLong(Shape::bytes).sum();
    return bytes <= memoryBytes
        ? Optional.empty()
        : byDefinition.values().stream().min(Comparator.comparingLong(Shape::lastUse));
  }

  /** Electric's form: a hash of the definition, and the time in microseconds, never the same twice. */
  private String newHandle(ShapeDefinition definition) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    lastStamp = Math.max(lastStamp + 1, now);
    return Math.floorMod(definition.hashCode(), HASHES) + "-" + lastStamp;
  }
}
