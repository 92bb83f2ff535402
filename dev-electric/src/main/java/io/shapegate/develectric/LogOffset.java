package io.shapegate.develectric;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a shape's log: the LSN of a transaction's commit, and the operation in it. */
record LogOffset(long transaction, long operation) implements Comparable<LogOffset> {
  static final LogOffset BEFORE_ALL = new LogOffset(-1, 0);

  /** The end of the snapshot, before the first real transaction. */
  static final LogOffset SNAPSHOT_END = new LogOffset(0, Long.MAX_VALUE);

  private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})_(\\d{1,18}|inf)");
  private static final Comparator<LogOffset> ORDER =
      Comparator.comparingLong(LogOffset::transaction).thenComparingLong(LogOffset::operation);

  static Optional<LogOffset> parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    if (text.equals("-1")) {
      return Optional.of(BEFORE_ALL);
    }
    return parts.matches()
        ? Optional.of(new LogOffset(Long.parseLong(parts.group(1)), operation(parts.group(2))))
        : Optional.empty();
  }

  private static long operation(String text) {
    return text.equals("inf") ? Long.MAX_VALUE : Long.parseLong(text);
  }

  boolean isBefore(LogOffset other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(LogOffset other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    if (transaction < 0) {
      return "-1";
    }
    return transaction + "_" + (operation == Long.MAX_VALUE ? "inf" : Long.toString(operation));
  }
}
