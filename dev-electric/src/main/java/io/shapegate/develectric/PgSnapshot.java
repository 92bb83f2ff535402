package io.shapegate.develectric;

import java.util.Arrays;
import java.util.List;

/** What a Postgres snapshot saw: everything before xmin, nothing from xmax on, and not what was in progress. */
record PgSnapshot(long xmin, long xmax, List<Long> inProgress) {

  /** Reads the text of {@code pg_current_snapshot()}: {@code xmin:xmax:xip,xip}. */
  static PgSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    List<Long> inProgress = parts[2].isEmpty()
        ? List.of()
        : Arrays.stream(parts[2].split(",")).map(Long::valueOf).toList();
    return new PgSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
  }

  /**
   * Whether the snapshot already shows a committed transaction. The replication stream gives transaction ids of
   * 32 bits, which wrap around; the snapshot's have 64.
   */
  boolean shows(int xid) {
    if (xid - (int) xmin < 0) {
      return true;
    }
    return xid - (int) xmax < 0
        && inProgress.stream().noneMatch(running -> running.intValue() == xid);
  }
}
