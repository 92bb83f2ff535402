package io.shapegate.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Sends bytes as they are, where an HTTP client would tidy them up. */
final class RawHttp {
  /** What came back until the server closed. */
  record Answer(String text) {
    int status() {
      return text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    String header(String name) {
      return text.lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    String body() {
      int blank = text.indexOf("\r\n\r\n");
      return blank < 0 ? "" : text.substring(blank + 4);
    }
  }

  private static final int TIMEOUT_MILLIS = 10_000;

  private RawHttp() {}

  /** A request with the usual headers, and {@code Connection: close}; more header lines each end with CRLF. */
  static Answer send(int port, String method, String target, String moreHeaders, String body)
      throws IOException {
    String length = body.isEmpty()
        ? ""
        : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
    return send(
        port,
        method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + length
            + moreHeaders + "\r\n" + body);
  }

  static Answer send(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new Answer(readAll(socket.getInputStream()));
    }
  }

  private static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toString(StandardCharsets.UTF_8);
  }
}
