package io.shapegate.gatekeeper;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** HTTP over a plain socket: sends exactly the bytes that a test writes, as no client library would. */
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 15_000;

  private final Socket socket;

  /** An answer as it came. */
  record Answer(int status, List<String> headers, String body) {
    /** The values of a header, in order. */
    List<String> all(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
          .map(header -> header.substring(start.length()).trim())
          .toList();
    }

    String header(String name) {
      return String.join(", ", all(name));
    }

    JsonObject json() {
      return new JsonObject(body);
    }

    String code() {
      return json().getString("code");
    }
  }

  RawHttp(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request on a connection of its own. */
  static Answer once(int port, String request) {
    try (RawHttp http = new RawHttp(port)) {
      return http.send(request.getBytes(StandardCharsets.ISO_8859_1)).receive();
    }
  }

  RawHttp send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawHttp send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer with a {@code Content-Length}, or without a body. */
  Answer receive() {
    Answer head = receiveHead();
    String length = head.header("content-length");
    try {
      byte[] body =
          socket.getInputStream().readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
      return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads status and headers only. */
  Answer receiveHead() {
    try {
      List<String> lines = readHead(socket.getInputStream()).lines().toList();
      return new Answer(
          Integer.parseInt(lines.get(0).split(" ", 3)[1]), lines.subList(1, lines.size()), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server ends the connection without sending anything more. */
  boolean isEndedByServer() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}
