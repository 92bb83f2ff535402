package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 connection with one request at a time. Reads answers that have a {@code Content-Length}, no body, or chunks
 * none of which holds what looks like the last one.
 */
final class Caller {
  private static final int MAX_ANSWER = 65_536;
  private static final int CHUNKED = Integer.MAX_VALUE;
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d{1,6})\r\n", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHUNKS =
      Pattern.compile("\r\ntransfer-encoding: *chunked\r\n", Pattern.CASE_INSENSITIVE);

  /** The usual spelling, as an expression takes more time than all else that is done for an answer. */
  private static final String USUAL_LENGTH = "\r\ncontent-length: ";

  private static final String END_OF_HEADERS = "\r\n\r\n";
  private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
  private int expected = -1;
  private long askedAt;

  Caller(InetSocketAddress server, Selector selector) throws IOException {
    this.channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** The clock of the answer runs from the given {@link System#nanoTime()}. */
  void ask(byte[] request, long since) throws IOException {
    answer.clear();
    expected = -1;
    askedAt = since;
    if (channel.write(ByteBuffer.wrap(request)) < request.length) {
      throw new IOException("a request does not fit into the socket's buffer");
    }
  }

  /** Whether the answer is complete; then it is counted. */
  boolean receive(Tally tally) throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("the connection ended within an answer");
    }
    if (!isComplete()) {
      return false;
    }
    if (isOk()) {
      tally.answered(System.nanoTime() - askedAt);
    } else {
      tally.refused(received());
    }
    return true;
  }

  void close() throws IOException {
    channel.close();
  }

  /** Chunked answers that come at once, which are most, are known by their end alone. */
  private boolean isComplete() {
    if ((expected < 0 || expected == CHUNKED) && endsWithLastChunk()) {
      return true;
    }
    if (expected < 0) {
      expected = length();
    }
    return expected >= 0 && answer.position() >= expected;
  }

  private boolean endsWithLastChunk() {
    int from = answer.position() - LAST_CHUNK.length;
    return from >= 0
        && Arrays.equals(answer.array(), from, answer.position(), LAST_CHUNK, 0, LAST_CHUNK.length);
  }

  /** Of headers and body; negative while the headers are incomplete. */
  private int length() {
    String text = received();
    int end = text.indexOf(END_OF_HEADERS);
    if (end < 0) {
      return -1;
    }
    int body = end + END_OF_HEADERS.length();
    int usual = text.indexOf(USUAL_LENGTH);
    if (usual >= 0 && usual < end) {
      int from = usual + USUAL_LENGTH.length();
      return body + Integer.parseInt(text, from, text.indexOf('\r', from), 10);
    }
    if (CHUNKS.matcher(text).find()) {
      return CHUNKED;
    }
    Matcher length = LENGTH.matcher(text);
    return body + (length.find() ? Integer.parseInt(length.group(1)) : 0);
  }

  private boolean isOk() {
    return answer.get(STATUS_AT) == '2';
  }

  private String received() {
    return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
  }
}
