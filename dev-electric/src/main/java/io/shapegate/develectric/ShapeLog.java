package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.List;

/**
 * A shape's log: the snapshot in chunks at the offsets 0_0, 0_1, …, then the changes. Thread-safe; one thread appends.
 * A chunk ends with the message that reaches the threshold, so that the same request always gets the same answer.
 */
final class ShapeLog {
  private final List<List<byte[]>> snapshot;
  private final int chunkBytes;
  private final List<LogItem> items = new ArrayList<>();
  private final List<LogOffset> chunkEnds = new ArrayList<>();
  private long openChunkBytes;

  ShapeLog(List<List<byte[]>> snapshot, int chunkBytes) {
    this.snapshot = snapshot;
    this.chunkBytes = chunkBytes;
  }

  synchronized LogOffset last() {
    return items.isEmpty()
        ? LogOffset.SNAPSHOT_END
        : items.get(items.size() - 1).offset();
  }

  synchronized void append(List<LogItem> added) {
    for (LogItem item : added) {
      items.add(item);
      openChunkBytes += item.json().length;
      if (openChunkBytes >= chunkBytes) {
        chunkEnds.add(item.offset());
        openChunkBytes = 0;
      }
    }
  }

  /** What follows an offset, up to the end of its chunk. */
  LogSlice after(LogOffset offset) {
    return after(offset, Long.MAX_VALUE);
  }

  /** The same, but of changes no more than are needed for so many bytes. */
  synchronized LogSlice after(LogOffset offset, long enoughBytes) {
    if (offset.transaction() < 0) {
      return new LogSlice(snapshot.get(0), new LogOffset(0, 0), false);
    }
    if (offset.transaction() == 0 && offset.operation() < snapshot.size() - 1) {
      int chunk = (int) offset.operation() + 1;
      return new LogSlice(snapshot.get(chunk), new LogOffset(0, chunk), false);
    }
    return changesAfter(offset, enoughBytes);
  }

  private LogSlice changesAfter(LogOffset offset, long enoughBytes) {
    LogOffset end = chunkEnds.stream().filter(offset::isBefore).findFirst().orElseGet(this::last);
    List<byte[]> messages = new ArrayList<>();
    long bytes = 0;
    for (int i = firstAfter(offset);
        i < items.size() && !end.isBefore(items.get(i).offset());
        i++) {
      messages.add(items.get(i).json());
      bytes += items.get(i).json().length;
      if (bytes >= enoughBytes) {
        end = items.get(i).offset();
      }
    }
    return new LogSlice(messages, end, !end.isBefore(last()));
  }

  private int firstAfter(LogOffset offset) {
    int low = 0;
    int high = items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offset.isBefore(items.get(middle).offset())) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
