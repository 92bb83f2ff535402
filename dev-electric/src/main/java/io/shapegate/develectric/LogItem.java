package io.shapegate.develectric;

/** One message of a shape's log, encoded. */
final class LogItem {
  private final LogOffset offset;
  private final byte[] json;

  LogItem(LogOffset offset, byte[] json) {
    this.offset = offset;
    this.json = json;
  }

  LogOffset offset() {
    return offset;
  }

  byte[] json() {
    return json;
  }
}
