package io.shapegate.httppolicy;

import java.nio.charset.StandardCharsets;

/** HTTP answers, byte for byte; one char is one byte. */
final class Raw {
  private Raw() {}

  static String ok(String json) {
    return answer("200 OK", "Content-Type: application/json\r\n", bytes(json));
  }

  static String status(String status, String body) {
    return answer(status, "Content-Type: application/json\r\n", bytes(body));
  }

  static String answer(String status, String headers, String body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
        + body;
  }

  /** The UTF-8 of a text, one char for each byte. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
