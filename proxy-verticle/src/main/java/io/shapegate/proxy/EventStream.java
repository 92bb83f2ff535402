package io.shapegate.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;

/**
 * Where the events of a stream end (HTML standard, section 9.2: behind an empty line), so that it can stop behind a whole
 * one.
 */
final class EventStream {
  private static final String TYPE = "text/event-stream";

  /** Nothing of the line that is being read so far; at the start as after a line's end. */
  private boolean lineIsEmpty = true;

  private boolean eventIsEmpty = true;
  private boolean lastWasReturn;
  private boolean ending;

  /** Whether an answer is a stream of events. */
  static boolean isOne(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, TYPE, 0, TYPE.length());
  }

  /** From now on no new event begins. */
  void end() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /** Whether what has passed ends behind a whole event. */
  boolean isWhole() {
    return eventIsEmpty;
  }

  /** What of the next bytes may go on: all of them, or where the stream is ending, those of the event that has begun. */
  Buffer pass(Buffer chunk) {
    for (int i = 0; i < chunk.length(); i++) {
      if (ending && eventIsEmpty) {
        return chunk.slice(0, i);
      }
      read(chunk.getByte(i));
    }
    return chunk;
  }

  private void read(byte b) {
    boolean secondOfPair = lastWasReturn && b == '\n';
    lastWasReturn = b == '\r';
    if (secondOfPair) {
      return;
    }
    if (b == '\n' || b == '\r') {
      eventIsEmpty = lineIsEmpty;
      lineIsEmpty = true;
    } else {
      lineIsEmpty = false;
      eventIsEmpty = false;
    }
  }
}
