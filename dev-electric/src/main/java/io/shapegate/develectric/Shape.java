package io.shapegate.develectric;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A running shape. It is ready once its snapshot is taken and what was committed meanwhile is applied; it ends when
 * its clients have to start over. Listeners run on the replication thread and must return at once.
 */
final class Shape {
  private final String handle;
  private final ShapeDefinition definition;
  private final Promise<ShapeLog> ready = Promise.promise();
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private boolean ended;
  private volatile long lastUse = System.nanoTime();
  private final AtomicLong bytes = new AtomicLong();

  Shape(String handle, ShapeDefinition definition) {
    this.handle = handle;
    this.definition = definition;
  }

  String handle() {
    return handle;
  }

  ShapeDefinition definition() {
    return definition;
  }

  /** Fails when the snapshot cannot be taken, or the shape ends before. */
  Future<ShapeLog> ready() {
    lastUse = System.nanoTime();
    return ready.future();
  }

  void started(ShapeLog log) {
    ready.tryComplete(log);
  }

  void failed(Throwable cause) {
    ready.tryFail(cause);
    end();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  void end() {
    synchronized (this) {
      ended = true;
    }
    ready.tryFail(new MustRefetch(null));
    notifyListeners();
  }

  /** Runs at each change and at the end, until it is removed. */
  synchronized void addListener(Runnable listener) {
    listeners.add(listener);
  }

  synchronized void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  synchronized int listeners() {
    return listeners.size();
  }

  void notifyListeners() {
    List<Runnable> all;
    synchronized (this) {
      all = new ArrayList<>(listeners);
    }
    all.forEach(Runnable::run);
  }

  long lastUse() {
    return lastUse;
  }

  long bytes() {
    return bytes.get();
  }

  void grow(long added) {
    bytes.addAndGet(added);
  }
}
