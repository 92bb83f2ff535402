package io.shapegate.develectric;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One recorded request and its answer. Header names are in lower case. */
record Capture(
    String name, CurlLine request, int status, Map<String, String> headers, String body) {

  static Capture read(String name) throws IOException {
    try (InputStream file =
        Capture.class.getResourceAsStream("/electric-captures/" + name + ".txt")) {
      return parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Capture parse(String name, String text) {
    int head = text.indexOf("\nHTTP/") + 1;
    String answer = text.substring(head).replace("\r", "");
    int blank = answer.indexOf("\n\n");
    String[] lines = answer.substring(0, blank).split("\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    String curl =
        text.lines().filter(line -> line.startsWith("# curl")).findFirst().orElseThrow();
    return new Capture(name, CurlLine.parse(curl), status, headers, answer.substring(blank + 2));
  }

  int number() {
    return Integer.parseInt(name.substring(0, 3));
  }
}
