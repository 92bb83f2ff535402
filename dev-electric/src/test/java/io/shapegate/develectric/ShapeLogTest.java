package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeLogTest {
  private final ShapeLog log =
      new ShapeLog(List.of(List.of(bytes("s0")), List.of(bytes("s1"))), 10);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> texts(LogSlice slice) {
    return slice.messages().stream()
        .map(message -> new String(message, StandardCharsets.US_ASCII))
        .toList();
  }

  /** Messages of four bytes: the third fills a chunk. */
  private void append(int from, int to) {
    log.append(IntStream.rangeClosed(from, to)
        .mapToObj(i -> new LogItem(new LogOffset(100, i), bytes("m00" + i)))
        .toList());
  }

  @Test
  void theSnapshotComesChunkByChunkAndIsNeverUpToDate() {
    LogSlice first = log.after(LogOffset.BEFORE_ALL);
    assertEquals(List.of("s0"), texts(first));
    LogSlice second = log.after(first.end());
    assertEquals(List.of("s1"), texts(second));
    assertEquals(new LogOffset(0, 1), second.end());
    assertFalse(first.upToDate() || second.upToDate());
  }

  @Test
  void anEmptyLogEndsWithTheSnapshot() {
    LogSlice end = log.after(new LogOffset(0, 1));
    assertEquals(List.of(), texts(end));
    assertEquals(LogOffset.SNAPSHOT_END, end.end());
    assertTrue(end.upToDate());
    assertTrue(log.after(end.end()).upToDate());
  }

  @Test
  void aFullChunkEndsAnAnswer() {
    append(0, 4);
    LogSlice full = log.after(new LogOffset(0, 1));
    assertEquals(List.of("m000", "m001", "m002"), texts(full));
    assertFalse(full.upToDate());
    LogSlice rest = log.after(full.end());
    assertEquals(List.of("m003", "m004"), texts(rest));
    assertTrue(rest.upToDate());
  }

  @Test
  void chunksStayWhereTheyAreAsTheLogGrows() {
    append(0, 4);
    LogSlice before = log.after(new LogOffset(100, 0));
    append(5, 9);
    assertEquals(texts(before), texts(log.after(new LogOffset(100, 0))));
    assertEquals(List.of("m003", "m004", "m005"), texts(log.after(before.end())));
  }

  @Test
  void anAnswerCanBeCutShort() {
    append(0, 4);
    LogSlice cut = log.after(LogOffset.SNAPSHOT_END, 5);
    assertEquals(List.of("m000", "m001"), texts(cut));
    assertEquals(new LogOffset(100, 1), cut.end());
    assertFalse(cut.upToDate());
  }

  @Test
  void anOffsetBetweenMessagesContinuesWithTheNext() {
    append(4, 5);
    assertEquals(List.of("m005"), texts(log.after(new LogOffset(100, 4))));
    assertEquals(List.of("m004", "m005"), texts(log.after(new LogOffset(99, 7))));
  }
}
