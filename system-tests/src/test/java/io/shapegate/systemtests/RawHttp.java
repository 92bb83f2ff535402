package io.shapegate.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Sends bytes as they are, where an HTTP client would tidy them up. Texts hold one byte in each character. */
final class RawHttp {
  /** What came back until the server closed. */
  record Answer(String text) {
    /** 0 where there is no answer. */
    int status() {
      return text.startsWith("HTTP/") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    String head() {
      int blank = text.indexOf("\r\n\r\n");
      return blank < 0 ? text : text.substring(0, blank);
    }

    /** Empty where there is none. */
    String header(String name) {
      List<String> values = headers(name);
      return values.isEmpty() ? "" : values.get(0);
    }

    List<String> headers(String name) {
      return head()
          .lines()
          .skip(1)
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    /** Everything behind the head, as it was framed. */
    String rawBody() {
      int blank = text.indexOf("\r\n\r\n");
      return blank < 0 ? "" : text.substring(blank + 4);
    }

    /** The body with its chunks joined; fails where a chunked body has no end. */
    String body() {
      return header("transfer-encoding").equals("chunked") ? joined(rawBody()) : rawBody();
    }

    private static String joined(String chunks) {
      StringBuilder body = new StringBuilder();
      int at = 0;
      while (true) {
        int end = chunks.indexOf("\r\n", at);
        int length = Integer.parseInt(chunks.substring(at, end), 16);
        if (length == 0) {
          return body.toString();
        }
        body.append(chunks, end + 2, end + 2 + length);
        at = end + 4 + length;
      }
    }
  }

  private static final int TIMEOUT_MILLIS = 10_000;

  private RawHttp() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Sends, and reads until the server closes. */
  static Answer send(int port, String bytes) throws IOException {
    try (Socket socket = open(port)) {
      try {
        socket.getOutputStream().write(bytes(bytes));
        socket.getOutputStream().flush();
      } catch (SocketException e) {
        // The server has heard enough, and may have said so.
      }
      return new Answer(readAll(socket.getInputStream()));
    }
  }

  private static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // A reset ends it as well.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
