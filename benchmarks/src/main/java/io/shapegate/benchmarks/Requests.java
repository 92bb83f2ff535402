package io.shapegate.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** HTTP/1.1 requests as bytes, made before the clock runs. */
final class Requests {
  /** As many as there are in tables.sql. */
  private static final int USERS = 200;

  private Requests() {}

  /** Every user asks for the same table, each with an identity token of their own. */
  static List<byte[]> byUsers(IdentityTokens users, String table) {
    return IntStream.rangeClosed(1, USERS)
        .mapToObj(
            number -> post(table, "Authorization: Bearer " + users.of("user-" + number) + "\r\n"))
        .toList();
  }

  static List<byte[]> byNobody(String table) {
    return List.of(post(table, ""));
  }

  static List<byte[]> get(String path) {
    return List.of(bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  }

  /** One after the other, without end. */
  static Iterator<byte[]> inTurn(List<byte[]> requests) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public byte[] next() {
        byte[] request = requests.get(next);
        next = (next + 1) % requests.size();
        return request;
      }
    };
  }

  private static byte[] post(String table, String header) {
    return bytes("POST /gatekeeper/" + table
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + header + "\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
