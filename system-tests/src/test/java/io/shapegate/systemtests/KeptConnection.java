package io.shapegate.systemtests;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection for many requests, whose answers have a {@code Content-Length}. */
final class KeptConnection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  KeptConnection(int port) throws IOException {
    socket = RawHttp.open(port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawHttp.Answer ask(String bytes) throws IOException {
    socket.getOutputStream().write(RawHttp.bytes(bytes));
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) next);
    }
    int length = Integer.parseInt(new RawHttp.Answer(head.toString()).header("content-length"));
    return new RawHttp.Answer(
        head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
