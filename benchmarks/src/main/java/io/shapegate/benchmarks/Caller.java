package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One HTTP/1.1 connection with one request at a time. Reads answers that have a {@code Content-Length}, as ours do. */
final class Caller {
  private static final int MAX_ANSWER = 65_536;
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d{1,6})\r\n", Pattern.CASE_INSENSITIVE);
  private static final String END_OF_HEADERS = "\r\n\r\n";
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final List<byte[]> requests;
  private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
  private int next;
  private int expected = -1;
  private long askedAt;

  Caller(InetSocketAddress server, Selector selector, List<byte[]> requests, int first)
      throws IOException {
    this.channel = SocketChannel.open(server);
    this.requests = requests;
    this.next = first;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  void ask() throws IOException {
    ByteBuffer request = ByteBuffer.wrap(requests.get(next++ % requests.size()));
    answer.clear();
    expected = -1;
    askedAt = System.nanoTime();
    if (channel.write(request) < request.limit()) {
      throw new IOException("a request does not fit into the socket's buffer");
    }
  }

  /** Whether the answer is complete; then it is counted. */
  boolean receive(Tally tally) throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("the connection ended within an answer");
    }
    if (expected < 0) {
      expected = length();
    }
    if (expected < 0 || answer.position() < expected) {
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

  /** Of headers and body; negative while the headers are incomplete. */
  private int length() {
    String text = received();
    int end = text.indexOf(END_OF_HEADERS);
    if (end < 0) {
      return -1;
    }
    Matcher length = LENGTH.matcher(text);
    return end + END_OF_HEADERS.length() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
  }

  private boolean isOk() {
    return answer.get(STATUS_AT) == '2';
  }

  private String received() {
    return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
  }
}
