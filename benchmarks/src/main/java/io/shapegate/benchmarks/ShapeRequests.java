package io.shapegate.benchmarks;

import java.nio.charset.StandardCharsets;

/** What Electric's TypeScript client asks for one shape, written as it does. */
final class ShapeRequests {
  /** A handle that begins like this asks the upstream for as many megabytes as stand behind it. */
  static final String BODY = "body-";

  private static final String SHAPE =
      "/v1/shape?table=items&where=org_id+%3D+%241+AND+owner+%3D+%242"
          + "&params%5B1%5D=7&params%5B2%5D=user-1&columns=id%2Corg_id%2Cowner%2Ctitle%2Cdone";
  private static final String HANDLE = "&handle=75953008-1795232284919601";
  private static final String POSITION = "&offset=26412832_0" + HANDLE;

  private ShapeRequests() {}

  /** The path and query of a request for 2 KB of rows. */
  static String rowsPath() {
    return SHAPE + POSITION;
  }

  static byte[] rows(String token) {
    return get(rowsPath(), token);
  }

  /** At a place in the log that nobody else may have asked for. */
  static byte[] rowsAt(int place, String token) {
    return get(SHAPE + "&offset=" + (26_000_000 + place) + "_0" + HANDLE, token);
  }

  static byte[] poll(String token) {
    return get(SHAPE + POSITION + "&live=true&cursor=66802650", token);
  }

  static byte[] events(String token) {
    return get(SHAPE + POSITION + "&live=true&live_sse=true&cursor=66802650", token);
  }

  static byte[] body(int megabytes, String token) {
    return get(SHAPE + "&offset=0_0&handle=" + BODY + megabytes, token);
  }

  static byte[] get(String path, String token) {
    String text = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
        + "\r\nAccept: */*\r\nUser-Agent: benchmarks\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
