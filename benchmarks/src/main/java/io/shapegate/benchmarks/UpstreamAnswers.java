package io.shapegate.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Electric's answers, made once. Headers, and what is sent in chunks, are as Electric 1.7 does it. */
final class UpstreamAnswers {
  /** Bytes of a body in one chunk. Electric sends some hundred rows in each. */
  static final int CHUNK = 65_536;

  private static final int ROWS_BYTES = 2_048;
  private static final String COMMON = "HTTP/1.1 200 OK\r\n"
      + "transfer-encoding: chunked\r\n"
      + "date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
      + "vary: accept-encoding\r\n"
      + "x-request-id: GOnyQGeQ-5EiUgoAAAbx\r\n"
      + "electric-server: ElectricSQL/1.7.12\r\n"
      + "access-control-allow-origin: *\r\n"
      + "access-control-expose-headers: electric-cursor,electric-handle,electric-has-data,electric-offset,"
      + "electric-schema,electric-up-to-date,electric-internal-known-error,retry-after\r\n"
      + "access-control-allow-methods: GET, POST, HEAD, DELETE, OPTIONS\r\n"
      + "electric-handle: 75953008-1795232284919601\r\n"
      + "electric-offset: 26413456_6\r\n"
      + "electric-has-data: true\r\n"
      + "etag: \"75953008-1795232284919601:26412832_0:26413456_6\"\r\n";
  private static final String SCHEMA =
      "electric-schema: {\"id\":{\"type\":\"uuid\",\"not_null\":true,\"pk_index\":0},"
          + "\"org_id\":{\"type\":\"int4\"},\"value\":{\"type\":\"text\"}}\r\n";
  private static final String JSON = "content-type: application/json; charset=utf-8\r\n";
  private static final String UP_TO_DATE = "{\"headers\":{\"control\":\"up-to-date\"}}";

  private static final ByteBuf ROWS = kept(COMMON
      + SCHEMA
      + JSON
      + "electric-up-to-date: \r\n"
      + "cache-control: public, max-age=60, stale-while-revalidate=300\r\n\r\n"
      + chunkOf(rowsOf(ROWS_BYTES))
      + "0\r\n\r\n");
  private static final ByteBuf LIVE = kept(COMMON
      + JSON
      + "electric-cursor: 66805952\r\n"
      + "electric-up-to-date: \r\n"
      + "cache-control: public, max-age=5, stale-while-revalidate=5\r\n\r\n"
      + chunkOf('[' + UP_TO_DATE + ']')
      + "0\r\n\r\n");
  private static final ByteBuf FIRST_EVENT = kept(COMMON
      + "content-type: text/event-stream\r\n"
      + "electric-cursor: 66805952\r\n"
      + "electric-up-to-date: \r\n"
      + "cache-control: public, max-age=59\r\n\r\n"
      + chunkOf("data: " + UP_TO_DATE + "\n\n"));
  private static final ByteBuf SNAPSHOT_HEAD = kept(
      COMMON
          + SCHEMA
          + JSON
          + "cache-control: public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746\r\n\r\n");
  private static final ByteBuf SNAPSHOT_CHUNK = kept(chunkOf(rowsOf(CHUNK)));
  private static final ByteBuf LAST_CHUNK = kept("0\r\n\r\n");

  private UpstreamAnswers() {}

  /** 2 KiB of rows. */
  static ByteBuf rows() {
    return ROWS.duplicate();
  }

  /** What ends a long poll. */
  static ByteBuf live() {
    return LIVE.duplicate();
  }

  /** The beginning of an event stream. */
  static ByteBuf firstEvent() {
    return FIRST_EVENT.duplicate();
  }

  static ByteBuf snapshotHead() {
    return SNAPSHOT_HEAD.duplicate();
  }

  static ByteBuf chunk() {
    return SNAPSHOT_CHUNK.duplicate();
  }

  static ByteBuf lastChunk() {
    return LAST_CHUNK.duplicate();
  }

  static ByteBuf plain(String body) {
    return Unpooled.copiedBuffer(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
            + "\r\n\r\n" + body,
        StandardCharsets.US_ASCII);
  }

  /** A JSON array of exactly that many bytes. */
  private static String rowsOf(int bytes) {
    String rows = IntStream.range(0, bytes / 200)
        .mapToObj(UpstreamAnswers::row)
        .collect(Collectors.joining(","));
    return '[' + rows + " ".repeat(bytes - rows.length() - 2) + ']';
  }

  private static String row(int number) {
    String id = String.format("00000000-0000-4000-8000-%012d", number);
    return "{\"key\":\"\\\"public\\\".\\\"items\\\"/\\\"" + id + "\\\"\",\"value\":{\"id\":\"" + id
        + "\",\"value\":\"a value\"},\"headers\":{\"operation\":\"insert\"}}";
  }

  private static String chunkOf(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static ByteBuf kept(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
  }
}
